package dev.flsys.engine.torchscript;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Reads parts of a file. */
public final class FilePart {

    private FilePart() {}

    /**
     * Up to {@code length} bytes from {@code offset}, little-endian; fewer at the end of the file, none before its
     * start.
     */
    public static ByteBuffer read(FileChannel channel, long offset, int length) throws IOException {
        long available = offset < 0 ? 0 : Math.max(0, channel.size() - offset);
        ByteBuffer bytes =
                ByteBuffer.allocate((int) Math.min(length, available)).order(ByteOrder.LITTLE_ENDIAN);
        int read;
        do {
            read = channel.read(bytes, Math.max(0, offset) + bytes.position());
        } while (read >= 0 && bytes.hasRemaining());
        return bytes.flip();
    }
}
