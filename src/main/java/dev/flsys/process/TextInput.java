package dev.flsys.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Text in UTF-8, where invalid bytes become U+FFFD. A line of ASCII is taken as a whole, which is much faster than
 * decoding it. For one thread.
 */
final class TextInput {

    private static final int SIZE = 64 * 1024;

    private final InputStream stream;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);

    private final byte[] bytes = new byte[SIZE];
    private int from;
    private int to;
    /** Whether the bytes from {@link #from} are the start of one character. */
    private boolean partial;

    private boolean ended;

    TextInput(InputStream stream) {
        this.stream = stream;
    }

    /** Whether characters can be read without waiting. */
    boolean ready() {
        try {
            return (from < to && !partial) || stream.available() > 0;
        } catch (IOException closed) {
            return false;
        }
    }

    /**
     * The next line without its end, {@code \n} or {@code \r\n}. Null if it is not in memory, is longer than
     * {@code longest}, or has other characters than ASCII or another {@code \r}. The caller must have read the line
     * before up to its end.
     */
    @Nullable String asciiLine(int longest) {
        int limit = Math.min(to, from + longest + 1);
        int at = from;
        while (at < limit && bytes[at] > '\r') {
            at++;
        }
        while (at < limit && bytes[at] >= 0 && bytes[at] != '\n' && bytes[at] != '\r') {
            at++;
        }
        if (at >= limit) {
            return null;
        }
        int end = at;
        if (bytes[at] == '\r' && at + 1 < to) {
            at++;
        }
        if (bytes[at] != '\n') {
            return null;
        }
        String line = new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
        from = at + 1;
        return line;
    }

    /**
     * Reads characters, at most up to the end of the line. Waits for the first one.
     *
     * @return the number of characters; 0 at the end of the stream or if the stream is closed
     */
    int read(char[] target) {
        CharBuffer out = CharBuffer.wrap(target);
        while (out.position() == 0 && !ended) {
            if (from == to || partial) {
                ended = !fill();
            }
            int end = ended ? to : endOfLine();
            ByteBuffer in = ByteBuffer.wrap(bytes, from, end - from);
            CoderResult result = decoder.decode(in, out, ended);
            from = in.position();
            if (ended) {
                decoder.flush(out);
            }
            partial = result.isUnderflow() && from < end;
        }
        return out.position();
    }

    /** The position after the next line feed; the end of the bytes if there is none. */
    private int endOfLine() {
        for (int at = from; at < to; at++) {
            if (bytes[at] == '\n') {
                return at + 1;
            }
        }
        return to;
    }

    /** Waits for more bytes. Returns false if there are none. */
    private boolean fill() {
        System.arraycopy(bytes, from, bytes, 0, to - from);
        to -= from;
        from = 0;
        try {
            int read = stream.read(bytes, to, SIZE - to);
            to += Math.max(0, read);
            return read > 0;
        } catch (IOException closed) {
            return false;
        }
    }
}
