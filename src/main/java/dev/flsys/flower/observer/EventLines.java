package dev.flsys.flower.observer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file that grows, from its start. Another program writes the file, so its content is not trusted. A
 * line that is longer than {@value #MAX_LENGTH} bytes is left out. At most about {@value #MAX_BYTES} bytes are read.
 * For one thread.
 */
final class EventLines implements Closeable {

    static final int MAX_LENGTH = 1 << 16;
    static final long MAX_BYTES = 256L << 20;

    private static final int CHUNK = 1 << 16;

    private final Path file;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    private final byte[] line = new byte[MAX_LENGTH];
    private @Nullable SeekableByteChannel channel;
    private int length;
    private long read;
    private long leftOut;

    /** Receives a line without its end: {@code length} bytes at the start of {@code line}. */
    interface Sink {
        void line(byte[] line, int length);
    }

    /** @param file may not exist yet */
    EventLines(Path file) {
        this.file = file;
    }

    /** Number of lines that were too long. */
    long leftOut() {
        return leftOut;
    }

    /** Whether the file is longer than the part that is read. */
    boolean isFull() {
        return read >= MAX_BYTES;
    }

    /**
     * Reads the present lines that were not read before. The last line is read when it has an end.
     *
     * @param max approximate number of bytes to read
     * @return whether it read up to the present end of the file
     */
    boolean read(long max, Sink sink) throws IOException {
        SeekableByteChannel open = open();
        if (open == null) {
            return true;
        }
        for (long left = Math.min(max, MAX_BYTES - read); left > 0; left -= chunk.limit()) {
            chunk.clear();
            if (open.read(chunk) <= 0) {
                return true;
            }
            chunk.flip();
            read += chunk.limit();
            split(sink);
        }
        return isFull();
    }

    private void split(Sink sink) {
        while (chunk.hasRemaining()) {
            byte next = chunk.get();
            if (next == '\n') {
                if (length > MAX_LENGTH) {
                    leftOut++;
                } else if (length > 0) {
                    sink.line(line, length);
                }
                length = 0;
            } else if (length < MAX_LENGTH) {
                line[length++] = next;
            } else {
                length = MAX_LENGTH + 1;
            }
        }
    }

    /** Only a regular file is opened: opening a pipe would wait for its writer. */
    private @Nullable SeekableByteChannel open() throws IOException {
        if (channel == null && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            channel = Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))
                    .position(read);
        }
        return channel;
    }

    /** Frees the file. A later call of {@link #read} continues at the same place. */
    @Override
    public void close() throws IOException {
        SeekableByteChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }
}
