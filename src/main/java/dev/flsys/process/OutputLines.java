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
    private boolean cutOff;

    public OutputLines(InputStream bytes) {
        this.reader = new InputStreamReader(bytes, StandardCharsets.UTF_8);
    }

    /** The next line, waiting for it; null at the end of the stream, a stream that is closed included. */
    public @Nullable OutputLine next() {
        while (true) {
            if (position == end && !fill()) {
                cutOff = !line.isEmpty();
                return cutOff ? take(line.length(), false) : null;
            }
            OutputLine complete = scan();
            if (complete != null) {
                return complete;
            }
        }
    }

    /** Whether the stream ended without ending the line that {@link #next} gave last. */
    public boolean isCutOff() {
        return cutOff;
    }

    /** The next line if all of it is there, without waiting; null if it is not, or at the end. */
    public @Nullable OutputLine poll() {
        while (position < end || ready()) {
            if (position == end && !fill()) {
                return null;
            }
            OutputLine complete = scan();
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
    private @Nullable OutputLine scan() {
        if (afterReturn && buffer[position] == '\n') {
            position++;
        }
        afterReturn = false;
        int limit = Math.min(end, position + MAX_LENGTH - line.length());
        int stop = position;
        while (stop < limit && !isLineEnd(buffer[stop])) {
            stop++;
        }
        line.append(buffer, position, stop - position);
        position = stop;
        if (position == end) {
            return null;
        }
        if (isLineEnd(buffer[position])) {
            afterReturn = buffer[position] == '\r';
            position++;
            return take(line.length(), false);
        }
        // More follows than one piece holds; the halves of a character stay together.
        boolean half = Character.isHighSurrogate(line.charAt(line.length() - 1));
        return take(half ? line.length() - 1 : line.length(), true);
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r';
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

    private OutputLine take(int length, boolean continues) {
        OutputLine complete = new OutputLine(line.substring(0, length), continues);
        line.delete(0, length);
        return complete;
    }
}
