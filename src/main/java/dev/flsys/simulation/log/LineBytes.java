package dev.flsys.simulation.log;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A buffer for lines of a log, which grows. It writes texts as JSON (RFC 8259) in UTF-8. For one thread at a time. */
final class LineBytes {

    /** A larger buffer is not kept for the next lines. */
    private static final int MAX_KEPT_SIZE = 256 * 1024;

    private static final int INITIAL_SIZE = 8 * 1024;

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_DIGITS = 19;

    private byte[] bytes = new byte[INITIAL_SIZE];
    private int length;

    /** Removes all bytes. */
    void clear() {
        length = 0;
        if (bytes.length > MAX_KEPT_SIZE) {
            bytes = new byte[INITIAL_SIZE];
        }
    }

    int length() {
        return length;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    void writeTo(RandomAccessFile file) throws IOException {
        file.write(bytes, 0, length);
    }

    LineBytes put(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
    }

    /** @param number at least 0 */
    LineBytes put(long number) {
        reserve(MAX_DIGITS);
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** Writes the characters of a JSON string, without the quotes around them. */
    LineBytes putEscaped(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int from = 0;
        for (int special = ByteSearch.nextEscaped(utf8, from);
                special < utf8.length;
                special = ByteSearch.nextEscaped(utf8, from)) {
            put(utf8, from, special);
            putEscaped(utf8[special]);
            from = special + 1;
        }
        put(utf8, from, utf8.length);
        return this;
    }

    private void put(byte[] more, int from, int to) {
        reserve(to - from);
        System.arraycopy(more, from, bytes, length, to - from);
        length += to - from;
    }

    private void putEscaped(byte special) {
        reserve(6);
        bytes[length++] = '\\';
        switch (special) {
            case '"', '\\' -> bytes[length++] = special;
            case '\b' -> bytes[length++] = 'b';
            case '\t' -> bytes[length++] = 't';
            case '\n' -> bytes[length++] = 'n';
            case '\f' -> bytes[length++] = 'f';
            case '\r' -> bytes[length++] = 'r';
            default -> {
                bytes[length++] = 'u';
                bytes[length++] = '0';
                bytes[length++] = '0';
                bytes[length++] = HEX[special >> 4];
                bytes[length++] = HEX[special & 0xf];
            }
        }
    }

    private void reserve(int more) {
        int needed = Math.addExact(length, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, 2L * bytes.length)));
        }
    }
}
