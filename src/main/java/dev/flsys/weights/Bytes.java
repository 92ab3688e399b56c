package dev.flsys.weights;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.OptionalLong;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/** The bytes of a file, read at any position. Reads have their own positions, so any number of threads may read. */
interface Bytes {

    long size();

    /**
     * Fills {@code to} with the bytes from {@code position}.
     *
     * @throws EOFException if the bytes end before {@code to} is full
     */
    void read(long position, ByteBuffer to) throws IOException;

    /** The position in the file of the byte at {@code position}; empty if the file has it in another form. */
    OptionalLong inFile(long position);

    /**
     * A part of a file, unchanged.
     *
     * @param start position in the file
     */
    record Part(FileChannel channel, long start, long size) implements Bytes {

        /**
         * The most bytes of one read into the heap. For each thread, the JDK keeps a buffer outside of the heap that is
         * as large as the thread's largest such read.
         */
        private static final int MAX_AT_ONCE = 1 << 20;

        @Override
        public void read(long position, ByteBuffer to) throws IOException {
            requireInside(position, to.remaining(), size);
            long at = start + position;
            int limit = to.limit();
            try {
                while (to.position() < limit) {
                    to.limit(to.isDirect() ? limit : Math.min(limit, to.position() + MAX_AT_ONCE));
                    int read = channel.read(to, at);
                    if (read < 0) {
                        throw new EOFException("The file has become shorter.");
                    }
                    at += read;
                }
            } finally {
                to.limit(limit);
            }
        }

        @Override
        public OptionalLong inFile(long position) {
            return OptionalLong.of(start + position);
        }
    }

    /** A part of other bytes; {@code start} and {@code size} are inside of them. */
    record Window(Bytes whole, long start, long size) implements Bytes {

        @Override
        public void read(long position, ByteBuffer to) throws IOException {
            requireInside(position, to.remaining(), size);
            whole.read(start + position, to);
        }

        @Override
        public OptionalLong inFile(long position) {
            return whole.inFile(start + position);
        }
    }

    /** Bytes in memory. */
    record Held(byte[] data) implements Bytes {

        @Override
        public long size() {
            return data.length;
        }

        @Override
        public void read(long position, ByteBuffer to) throws IOException {
            requireInside(position, to.remaining(), data.length);
            to.put(data, (int) position, to.remaining());
        }

        @Override
        public OptionalLong inFile(long position) {
            return OptionalLong.empty();
        }
    }

    /**
     * A compressed part of a file. Each read begins at the start of the part.
     *
     * @param packed the compressed bytes
     * @param size bytes that it must expand to
     */
    record Deflated(Bytes packed, long size) implements Bytes {

        private static final int CHUNK = 1 << 16;

        @Override
        public void read(long position, ByteBuffer to) throws IOException {
            requireInside(position, to.remaining(), size);
            Inflater inflater = new Inflater(true);
            try {
                byte[] in = new byte[CHUNK];
                byte[] dropped = new byte[position > 0 ? CHUNK : 0];
                long taken = 0;
                long skip = position;
                while (skip > 0 || to.hasRemaining()) {
                    int got = skip > 0
                            ? inflater.inflate(dropped, 0, (int) Math.min(skip, dropped.length))
                            : inflater.inflate(to);
                    skip -= skip > 0 ? got : 0;
                    if (got == 0) {
                        int more = (int) Math.min(CHUNK, packed.size() - taken);
                        if (!inflater.needsInput() || more <= 0) {
                            throw new ZipException("A compressed entry of the file is incomplete.");
                        }
                        packed.read(taken, ByteBuffer.wrap(in, 0, more));
                        inflater.setInput(in, 0, more);
                        taken += more;
                    }
                }
            } catch (DataFormatException broken) {
                throw new ZipException("A compressed entry of the file is damaged.");
            } finally {
                inflater.end();
            }
        }

        @Override
        public OptionalLong inFile(long position) {
            return OptionalLong.empty();
        }
    }

    private static void requireInside(long position, long length, long size) throws EOFException {
        if (position < 0 || position > size - length) {
            throw new EOFException("The file ends before byte " + position + " + " + length + ".");
        }
    }
}
