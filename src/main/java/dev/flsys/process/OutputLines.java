package dev.flsys.process;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a stream. They are read only on request: unread output stays in the pipe and holds back the writer.
 *
 * <p>The text is UTF-8; invalid bytes become U+FFFD. A line ends at {@code \n} or {@code \r\n}. A {@code \r} alone
 * returns to the start of the line: the next characters replace the text before it, as on a terminal. So the text of a
 * line is the text after its last {@code \r}, or the text before it if nothing follows. Other movements of the cursor
 * ({@code \b}, {@code ESC[A}) are not interpreted and stay in the text.
 *
 * <p>While a line is rewritten in this way, its text is returned as {@linkplain OutputLine#moving() moving}. This
 * happens each time the available input is used up, so the number of moving texts depends on time. The ended lines and
 * their texts depend on the bytes only.
 *
 * <p>A line longer than the limit is returned in pieces. A piece is not replaced: a {@code \r} ends such a line. For
 * one thread.
 */
public final class OutputLines {

    /** Longest piece of a line, in UTF-16 units. */
    public static final int MAX_LENGTH = 16 * 1024;

    private final TextInput text;
    private final char[] buffer = new char[8 * 1024];
    private int position;
    private int end;

    /** The text after the last {@code \r} or line end. */
    private StringBuilder segment = new StringBuilder();
    /** The last text before a {@code \r} in this line. The text is shown until another text replaces it. */
    private StringBuilder returned = new StringBuilder();

    /** Whether the line has had a {@code \r}, and whether pieces of it were returned. */
    private boolean rewritten;

    private boolean inPieces;
    /** Whether a {@code \r} ended the line before, so that a {@code \n} belongs to that end. */
    private boolean afterReturn;
    /** Whether {@link #returned} has not been reported as moving, and how much of {@link #segment} has. */
    private boolean returnedIsNew;

    private int shown;
    private boolean cutOff;

    /** @param bytes is read by this object only, and is not closed */
    public OutputLines(InputStream bytes) {
        this.text = new TextInput(bytes);
    }

    /** The next line. Waits for it; null at the end of the stream or if the stream is closed. */
    public @Nullable OutputLine next() {
        while (true) {
            if (position == end) {
                OutputLine moving = moving();
                if (moving != null) {
                    return moving;
                }
                OutputLine plain = plain();
                if (plain != null) {
                    return plain;
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

    /** Whether the stream ended in the middle of the line that {@link #next} returned last. */
    public boolean isCutOff() {
        return cutOff;
    }

    /** The next line, if all of it is available without waiting; else null, also at the end of the stream. */
    public @Nullable OutputLine poll() {
        while (position < end || text.ready()) {
            if (position == end) {
                OutputLine moving = moving();
                if (moving != null) {
                    return moving;
                }
                OutputLine plain = plain();
                if (plain != null) {
                    return plain;
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

    /** The next line, if no part of it was read yet and {@link TextInput#asciiLine} has it. */
    private @Nullable OutputLine plain() {
        if (rewritten || inPieces || afterReturn || !segment.isEmpty()) {
            return null;
        }
        String line = text.asciiLine(MAX_LENGTH);
        return line == null ? null : new OutputLine(line, false);
    }

    /**
     * The present text of a line that is rewritten; null if the line is not rewritten or this text was returned before.
     */
    private @Nullable OutputLine moving() {
        if (!rewritten) {
            return null;
        }
        // While more input is available, the last text may be incomplete.
        if (segment.length() > shown && !text.ready()) {
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

    /** Moves buffered characters to the line, up to its end. Returns the line if it is complete. */
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
        end = text.read(buffer);
        position = 0;
        return end > 0;
    }

    /** Handles a {@code \r}: the next characters replace the text so far. */
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

    /** Returns a piece of a line that is longer than the limit. */
    private OutputLine piece() {
        // The two UTF-16 units of a character stay together.
        boolean half = Character.isHighSurrogate(segment.charAt(segment.length() - 1));
        int length = half ? segment.length() - 1 : segment.length();
        OutputLine piece = new OutputLine(segment.substring(0, length), true);
        segment.delete(0, length);
        begin();
        inPieces = true;
        return piece;
    }

    /** Returns the complete line. */
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
