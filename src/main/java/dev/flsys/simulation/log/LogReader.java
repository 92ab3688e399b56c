package dev.flsys.simulation.log;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads whole lines of a {@link SimulationLog} from any position. Thread-safe. */
public final class LogReader implements Closeable {

    /** The most lines of a chunk. The limit keeps frames small. */
    private static final int MAX_LINES = 500;

    /** The approximate size of a full chunk. */
    public static final int MAX_BYTES = 32 * 1024;

    /** The approximate size of a large chunk, for a reader that takes much text in few chunks. */
    public static final int LARGE_BYTES = 4 * MAX_BYTES;

    /**
     * The bytes at the start of a line that contain its {@code seq}. Only the event's name and the simulation's id come
     * before.
     */
    private static final int HEAD = 256;

    private static final byte[] SEQ = "\"seq\":".getBytes(StandardCharsets.US_ASCII);

    private final SimulationLog log;
    private final @Nullable FileChannel file;

    LogReader(SimulationLog log, @Nullable FileChannel file) {
        this.log = log;
        this.file = file;
    }

    /**
     * The lines from {@code position}: up to 500 lines and 32 KiB. A longer line is a separate chunk. The chunk is
     * empty if there are no lines yet.
     *
     * @throws IOException if the file cannot be read
     */
    public LogChunk read(long position) throws IOException {
        return read(position, MAX_BYTES);
    }

    /** The same as {@link #read(long)}, with up to {@code maxBytes} bytes. */
    public LogChunk read(long position, int maxBytes) throws IOException {
        SimulationLog.State state = log.state();
        long end = state.end();
        if (position >= end || file == null) {
            byte[] unsaved = state.unsaved();
            boolean left = unsaved.length > 0 && position == end;
            return new LogChunk(left ? unsaved : new byte[0], left ? 1 : 0, left ? end + unsaved.length : position);
        }
        byte[] bytes = bytes(file, position, (int) Math.min(maxBytes, end - position));
        int count = 0;
        int length = 0;
        for (int feed = ByteSearch.nextLineFeed(bytes, 0, bytes.length); feed < bytes.length && count < MAX_LINES; ) {
            count++;
            length = feed + 1;
            feed = ByteSearch.nextLineFeed(bytes, length, bytes.length);
        }
        if (count == 0) {
            length = (int) (endOfLine(file, position, end) - position);
            return new LogChunk(bytes(file, position, length), 1, position + length);
        }
        return new LogChunk(length == bytes.length ? bytes : Arrays.copyOf(bytes, length), count, position + length);
    }

    /**
     * The position of the first event after number {@code seq}.
     *
     * @param seq 0 for the first event
     * @throws IOException if the file cannot be read
     */
    public long after(long seq) throws IOException {
        return file == null || seq <= 0 ? 0 : after(file, log.end(), seq);
    }

    /**
     * The number of the last event; 0 if there is none.
     *
     * @throws IOException if the file cannot be read
     */
    public long lastSeq() throws IOException {
        return file == null ? 0 : lastSeq(file, log.end());
    }

    /** Whether no event follows {@code position}, now or later. */
    public boolean isOver(long position) {
        return log.isOver(position);
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException gone) {
            // Nothing was written through this channel.
        }
    }

    /** Searches by bisection, as lines are in the order of their numbers. */
    private static long after(FileChannel file, long end, long seq) throws IOException {
        long low = 0;
        long high = end;
        while (low < high) {
            long middle = low + (high - low) / 2;
            long line = middle == low ? low : endOfLine(file, middle - 1, end);
            if (line >= high || seqAt(file, line, end) > seq) {
                high = middle == low ? low : middle;
            } else {
                low = endOfLine(file, line, end);
            }
        }
        return low;
    }

    /** Number of the last event before {@code end}; 0 if there is none. */
    public static long lastSeq(FileChannel file, long end) throws IOException {
        return end == 0 ? 0 : Math.max(0, seqAt(file, startOfLine(file, end - 1), end));
    }

    /** The end of the last whole line. */
    static long endOfLines(FileChannel file) throws IOException {
        long size = file.size();
        return size == 0 ? 0 : startOfLine(file, size);
    }

    /** The position after the last line feed before {@code position}. */
    private static long startOfLine(FileChannel file, long position) throws IOException {
        long to = position;
        while (to > 0) {
            int length = (int) Math.min(MAX_BYTES, to);
            byte[] part = bytes(file, to - length, length);
            for (int i = part.length - 1; i >= 0; i--) {
                if (part[i] == '\n') {
                    return to - length + i + 1;
                }
            }
            to -= length;
        }
        return 0;
    }

    /** The position after the first line feed from {@code position}. */
    private static long endOfLine(FileChannel file, long position, long end) throws IOException {
        long from = position;
        while (from < end) {
            byte[] part = bytes(file, from, (int) Math.min(MAX_BYTES, end - from));
            for (int i = 0; i < part.length; i++) {
                if (part[i] == '\n') {
                    return from + i + 1;
                }
            }
            if (part.length == 0) {
                throw new EOFException("The log has been cut");
            }
            from += part.length;
        }
        return end;
    }

    /** The number of the event whose line begins at {@code line}; -1 if it has none. */
    private static long seqAt(FileChannel file, long line, long end) throws IOException {
        byte[] head = bytes(file, line, (int) Math.min(HEAD, end - line));
        for (int i = 0; i + SEQ.length < head.length && head[i] != '\n'; i++) {
            if (Arrays.equals(head, i, i + SEQ.length, SEQ, 0, SEQ.length)) {
                long seq = 0;
                for (int digit = i + SEQ.length; digit < head.length && Character.isDigit(head[digit]); digit++) {
                    seq = seq * 10 + head[digit] - '0';
                }
                return seq;
            }
        }
        return -1;
    }

    private static byte[] bytes(FileChannel file, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && file.read(buffer, position + buffer.position()) >= 0) {
            // Reads until the buffer is full or the file has ended.
        }
        return buffer.position() == length ? buffer.array() : Arrays.copyOf(buffer.array(), buffer.position());
    }
}
