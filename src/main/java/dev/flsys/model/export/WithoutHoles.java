package dev.flsys.model.export;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Reads the part of a file that is not weights. */
final class WithoutHoles {

    private WithoutHoles() {}

    /**
     * The bytes of {@code file} without those in {@code holes}.
     *
     * @param size the number of these bytes
     * @throws IllegalArgumentException if {@code holes} are not inside of the file, in their order
     */
    static byte[] read(Path file, List<Architecture.Hole> holes, int size) throws IOException {
        ByteBuffer graph = ByteBuffer.allocate(size);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long at = 0;
            for (Architecture.Hole hole : holes) {
                read(channel, at, hole.start() - at, graph);
                at = hole.start() + hole.length();
            }
            read(channel, at, channel.size() - at, graph);
        }
        return graph.array();
    }

    private static void read(FileChannel channel, long from, long length, ByteBuffer into) throws IOException {
        if (length < 0 || length > into.remaining()) {
            throw new IllegalArgumentException("The holes are not inside of the file");
        }
        ByteBuffer part = into.slice(into.position(), (int) length);
        long at = from;
        while (part.hasRemaining()) {
            int read = channel.read(part, at);
            if (read < 0) {
                throw new EOFException();
            }
            at += read;
        }
        into.position(into.position() + (int) length);
    }
}
