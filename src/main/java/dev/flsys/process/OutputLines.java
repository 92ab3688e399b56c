package dev.flsys.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a stream, read as they come and only when asked for: what is not asked for stays in the pipe and holds
 * back the writer.
 *
 * <p>UTF-8; bytes that are not become U+FFFD. A line ends at {@code \n} or {@code \r\n}. A {@code \r} alone returns to
 * the start of the line: the next characters replace the text before it, as on a terminal. So the text of a line is
 * that after its last {@code \r}, or, where nothing comes after that, the text before. Other movements of the cursor
 * ({@code \b}, {@code ESC[A}) are not interpreted and stay in the text.
 *
 * <p>While a line is rewritten in this way, its text is given as {@linkplain OutputLine#moving() moving} whenever what
 * was read is used up: how often depends on time. Which lines are given as ended, and with which text, depends on the
 * bytes only.
 *
 * <p>A line longer than the limit comes in pieces. What was given as a piece is not replaced: a {@code \r} ends such a
 * line. For one thread.
 */
public final class OutputLines {

    /** Longest piece of a line, in UTF-16 units. */
    public static final int MAX_LENGTH = 16 * 1024;

    private final Reader reader;
    private final char[] buffer = new char[8 * 1024];
    private int position;
    private int end;

    /** What was read after the last {@code \r} or line end. */
    private StringBuilder segment = new StringBuilder();
    /** The last text before a {@code \r} in this line: shown until another one replaces it. */
    private StringBuilder returned = new StringBuilder();

    /** Whether the line has had a {@code \r}, and whether pieces of it were given. */
    private boolean rewritten;

    private boolean inPieces;
    /** Whether a {@code \r} ended the line before, so that a {@code \n} belongs to that end. */
    private boolean afterReturn;
    /** Whether {@link #returned} has not been given as moving, and how much of {@link #segment} has. */
    private boolean returnedIsNew;

    private int shown;
    private boolean cutOff;

    public OutputLines(InputStream bytes) {
        this.reader = new InputStreamReader(bytes, StandardCharsets.UTF_8);
    }

    /** The next line, waiting for it; null at the end of the stream, a stream that is closed included. */
    public @Nullable OutputLine next() {
        while (true) {
            if (position == end) {
                OutputLine moving = moving();
                if (moving != null) {
                    return moving;
                }
                if (!fill()) {
                    cutOff = !segment.isEmpty() || !returned.isEmpty();
                    return cutOff ? ended() : null;
                }
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
            if (position == end) {
                OutputLine moving = moving();
                if (moving != null) {
                    return moving;
                }
                if (!fill()) {
                    return null;
                }
            }
            OutputLine complete = scan();
            if (complete != null) {
                return complete;
            }
        }
        return moving();
    }

    private boolean ready() {
        try {
            return reader.ready();
        } catch (IOException closed) {
            return false;
        }
    }

    /** What a line that is rewritten shows now; null if it is not rewritten, or this was given before. */
    private @Nullable OutputLine moving() {
        if (!rewritten) {
            return null;
        }
        // While more is there, the last text may be cut off anywhere.
        if (segment.length() > shown && !ready()) {
            shown = segment.length();
            returnedIsNew = false;
            return new OutputLine(segment.toString(), false, true);
        }
        if (returnedIsNew && shown == 0) {
            returnedIsNew = false;
            return new OutputLine(returned.toString(), false, true);
        }
        return null;
    }

    /** Moves buffered characters to the line up to its end; the line if it is complete. */
    private @Nullable OutputLine scan() {
        if (afterReturn && buffer[position] == '\n') {
            position++;
        }
        afterReturn = false;
        while (position < end) {
            int limit = Math.min(end, position + MAX_LENGTH - segment.length());
            int stop = position;
            while (stop < limit && !isLineEnd(buffer[stop])) {
                stop++;
            }
            segment.append(buffer, position, stop - position);
            position = stop;
            if (position == end) {
                return null;
            }
            char next = buffer[position];
            if (!isLineEnd(next)) {
                return piece();
            }
            position++;
            if (next == '\n') {
                return ended();
            }
            if (inPieces) {
                afterReturn = true;
                return ended();
            }
            toStart();
        }
        return null;
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

    /** A {@code \r}: what comes next replaces the text so far. */
    private void toStart() {
        rewritten = true;
        if (!segment.isEmpty()) {
            StringBuilder replaced = returned;
            returned = segment;
            returnedIsNew = segment.length() > shown;
            segment = replaced;
            segment.setLength(0);
        }
        shown = 0;
    }

    /** More follows than one piece holds. */
    private OutputLine piece() {
        // The halves of a character stay together.
        boolean half = Character.isHighSurrogate(segment.charAt(segment.length() - 1));
        int length = half ? segment.length() - 1 : segment.length();
        OutputLine piece = new OutputLine(segment.substring(0, length), true);
        segment.delete(0, length);
        begin();
        inPieces = true;
        return piece;
    }

    /** The text that the line had at its end. */
    private OutputLine ended() {
        OutputLine line = new OutputLine((segment.isEmpty() ? returned : segment).toString(), false);
        segment.setLength(0);
        begin();
        inPieces = false;
        return line;
    }

    private void begin() {
        returned.setLength(0);
        returnedIsNew = false;
        rewritten = false;
        shown = 0;
    }
}
