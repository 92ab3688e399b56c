package dev.flsys.simulation.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Searches line feeds, eight bytes at a time. */
final class LineFeeds {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long HIGH = EACH << 7;

    private LineFeeds() {}

    /** The index of the first line feed from {@code from} to {@code to - 1}; {@code to} if there is none. */
    static int next(byte[] bytes, int from, int to) {
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long feeds = (long) LONGS.get(bytes, at) ^ (EACH * '\n');
            // The lowest bit that is set belongs to the first zero byte. Higher ones may not.
            long zeros = (feeds - EACH) & ~feeds & HIGH;
            if (zeros != 0) {
                return at + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
            }
        }
        while (at < to && bytes[at] != '\n') {
            at++;
        }
        return at;
    }
}
