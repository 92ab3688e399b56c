package dev.flsys.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a stream, read as they come and only when asked for: what is not asked for stays in the pipe and holds back
 * the writer.
 *
 * <p>UTF-8; bytes that are not become U+FFFD. A line ends at {@code \n}, {@code \r\n} or {@code \r} (so each state of a
 * progress bar is a line, as in Python's universal newlines). A line longer than the limit comes in pieces. For one thread.
 */
public final class OutputLines {

    /** Longest piece of a line, in UTF-16 units. */
    public static final int MAX_LENGTH = 16 * 1024;

    private final Reader reader;
    private final char[] buffer = new char[8 * 1024];
    private final StringBuilder line = new StringBuilder();
    private int position;
    private int end;
    private boolean afterReturn;

    public OutputLines(InputStream bytes) {
        this.reader = new InputStreamReader(bytes, StandardCharsets.UTF_8);
    }

    /** The next line without its end, waiting for it; null at the end of the stream, a stream that is closed included. */
    public @Nullable String next() {
        while (true) {
            if (position == end && !fill()) {
                return line.isEmpty() ? null : take();
            }
            String complete = scan();
            if (complete != null) {
                return complete;
            }
        }
    }

    /** The next line if all of it is there, without waiting; null if it is not, or at the end. */
    public @Nullable String poll() {
        while (position < end || ready()) {
            if (position == end && !fill()) {
                return null;
            }
            String complete = scan();
            if (complete != null) {
                return complete;
            }
        }
        return null;
    }

    private boolean ready() {
        try {
            return reader.ready();
        } catch (IOException closed) {
            return false;
        }
    }

    /** Moves buffered characters to the line up to its end; the line if it is complete. */
    private @Nullable String scan() {
        while (position < end) {
            char next = buffer[position];
            if (next == '\n' && afterReturn) {
                position++;
                afterReturn = false;
                continue;
            }
            afterReturn = next == '\r';
            if (next == '\n' || next == '\r') {
                position++;
                return take();
            }
            boolean full = line.length() >= MAX_LENGTH && !Character.isLowSurrogate(next);
            if (full) {
                return take();
            }
            line.append(next);
            position++;
        }
        return null;
    }

    private boolean fill() {
        try {
            end = Math.max(0, reader.read(buffer));
        } catch (IOException closed) {
            end = 0;
        }
        position = 0;
        return end > 0;
    }

    private String take() {
        String complete = line.toString();
        line.setLength(0);
        return complete;
    }
}
