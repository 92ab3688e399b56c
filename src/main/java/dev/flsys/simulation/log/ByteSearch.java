package dev.flsys.simulation.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Searches in the bytes of a log, eight at a time. */
final class ByteSearch {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** The value 1 in each of eight bytes. */
    private static final long ONES = 0x0101010101010101L;
    /** The highest bit of each of eight bytes. */
    private static final long HIGH_BITS = ONES << 7;

    /** The smallest byte that a JSON string need not escape, apart from the quote and the backslash. */
    private static final int FIRST_UNESCAPED = 0x20;

    private ByteSearch() {}

    /** The index of the first line feed from {@code from} to {@code to - 1}; {@code to} if there is none. */
    static int nextLineFeed(byte[] bytes, int from, int to) {
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long feeds = (long) LONGS.get(bytes, at) ^ (ONES * '\n');
            // The lowest bit that is set belongs to the first zero byte. Higher bits may also be set for bytes that are
            // not zero.
            long zeros = (feeds - ONES) & ~feeds & HIGH_BITS;
            if (zeros != 0) {
                return at + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
            }
        }
        while (at < to && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    /** The index of the first byte from {@code from} that a JSON string has to escape; the length if there is none. */
    static int nextEscaped(byte[] utf8, int from) {
        int at = from;
        for (; at + Long.BYTES <= utf8.length; at += Long.BYTES) {
            // Most lines have no such byte, so eight bytes are compared at once.
            long eight = (long) LONGS.get(utf8, at);
            long quote = eight ^ (ONES * '"');
            long backslash = eight ^ (ONES * '\\');
            long found = ((eight - ONES * FIRST_UNESCAPED) & ~eight)
                    | ((quote - ONES) & ~quote)
                    | ((backslash - ONES) & ~backslash);
            if ((found & HIGH_BITS) != 0) {
                break;
            }
        }
        while (at < utf8.length && !isEscaped(utf8[at])) {
            at++;
        }
        return at;
    }

    private static boolean isEscaped(byte b) {
        return (b >= 0 && b < FIRST_UNESCAPED) || b == '"' || b == '\\';
    }
}
