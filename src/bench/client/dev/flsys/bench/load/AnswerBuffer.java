package dev.flsys.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Joins the bytes of answers with a Content-Length (RFC 9112, 6.2). Not thread-safe. */
final class AnswerBuffer {

    private static final int CAPACITY = 64 * 1024;
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ByteBuffer bytes = ByteBuffer.allocate(CAPACITY);

    /** The buffer to read into. */
    ByteBuffer space() {
        return bytes;
    }

    /** Takes a complete answer out of the buffer; null if there is none. */
    @Nullable HttpAnswer take() throws IOException {
        int head = endOfHead();
        if (head < 0) {
            return null;
        }
        String[] lines = new String(bytes.array(), 0, head, StandardCharsets.ISO_8859_1).split("\r\n");
        int length = -1;
        boolean last = false;
        for (String line : lines) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length =
                        Integer.parseInt(lower.substring(lower.indexOf(':') + 1).strip());
            } else if (lower.startsWith("connection:") && lower.endsWith("close")) {
                last = true;
            }
        }
        if (length < 0) {
            throw new IOException("An answer without Content-Length: " + lines[0]);
        }
        int start = head + END_OF_HEAD.length;
        if (bytes.position() < start + length) {
            return null;
        }
        byte[] body = Arrays.copyOfRange(bytes.array(), start, start + length);
        bytes.flip().position(start + length);
        bytes.compact();
        return new HttpAnswer(Integer.parseInt(lines[0].split(" ")[1]), body, last);
    }

    private int endOfHead() {
        byte[] array = bytes.array();
        for (int at = 0; at <= bytes.position() - END_OF_HEAD.length; at++) {
            if (Arrays.equals(array, at, at + END_OF_HEAD.length, END_OF_HEAD, 0, END_OF_HEAD.length)) {
                return at;
            }
        }
        return -1;
    }
}
