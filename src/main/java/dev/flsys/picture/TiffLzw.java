package dev.flsys.picture;

/**
 * The expanded size of LZW data of TIFF (TIFF 6.0, section 13), computed without expanding them. The JDK's reader
 * builds the string of every code, even after the end of the picture. So a few kilobytes can cost as much time as many
 * megabytes of pixels.
 */
final class TiffLzw {

    private static final int CLEAR = 256;
    private static final int END = 257;
    private static final int FIRST_FREE = 258;
    private static final int CODES = 4096;
    private static final int MIN_BITS = 9;

    private TiffLzw() {}

    /**
     * The number of bytes to which the {@code size} bytes from {@code at} expand.
     *
     * @param max counting stops above it, so a result above it is a lower bound
     */
    static long expanded(byte[] bytes, long at, long size, long max) {
        // One long loop, because its state is faster in local variables.
        int[] lengths = new int[CODES];
        int next = FIRST_FREE;
        int bits = MIN_BITS;
        int previous = 0;
        int buffer = 0;
        int buffered = 0;
        long expanded = 0;
        for (int i = (int) at; i < at + size && expanded <= max; i++) {
            buffer = buffer << 8 | (bytes[i] & 0xff);
            buffered += 8;
            if (buffered < bits) {
                continue;
            }
            buffered -= bits;
            int code = buffer >>> buffered & ((1 << bits) - 1);
            if (code == END || (next == CODES && code != CLEAR)) {
                break;
            }
            if (code == CLEAR) {
                next = FIRST_FREE;
                bits = MIN_BITS;
                previous = 0;
                continue;
            }
            int length = code < CLEAR ? 1 : code < next ? lengths[code] : previous + 1;
            expanded += length;
            if (previous > 0) {
                lengths[next++] = previous + 1;
                // TIFF changes the width one code early.
                if (next == (1 << bits) - 1 && bits < 12) {
                    bits++;
                }
            }
            previous = length;
        }
        return expanded;
    }
}
