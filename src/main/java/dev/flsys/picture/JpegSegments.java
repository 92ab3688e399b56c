package dev.flsys.picture;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Steps through a JPEG file from marker to marker. It skips entropy-coded data, in which {@code ff 00} is no marker.
 * Used by one thread.
 */
final class JpegSegments {

    static final int EOI = 0xd9;
    static final int SOS = 0xda;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long LOWEST_BITS = 0x0101_0101_0101_0101L;
    private static final long HIGHEST_BITS = LOWEST_BITS << 7;

    private static final int SOI = 0xd8;
    private static final int APP14 = 0xee;

    private final FileBytes file;
    private int marker = SOI;
    private int start;
    private int end = 2;

    JpegSegments(FileBytes file) {
        this.file = file;
    }

    /**
     * Goes to the next segment.
     *
     * @return false at the end marker, and at the end of the file, where {@link #marker()} is 0
     */
    boolean next() {
        byte[] bytes = file.bytes();
        int at = end;
        while (at + 1 < bytes.length) {
            if (at + Long.BYTES <= bytes.length && !hasMarkerByte((long) WORD.get(bytes, at))) {
                at += Long.BYTES;
                continue;
            }
            int code = bytes[at + 1] & 0xff;
            if (bytes[at] != (byte) 0xff || code == 0xff || isStandalone(code)) {
                at++;
                continue;
            }
            marker = code;
            start = at;
            if (code == EOI) {
                return false;
            }
            if (at + 4 > bytes.length) {
                break;
            }
            end = at + 2 + Math.max(2, file.u16be(at + 2));
            if (end > bytes.length) {
                break;
            }
            return true;
        }
        marker = 0;
        return false;
    }

    /** The second byte of the marker. */
    int marker() {
        return marker;
    }

    /** The offset of the marker in the file. */
    int start() {
        return start;
    }

    /** Whether it is a frame header, SOF0 to SOF15. Three codes of that range are tables. */
    boolean isFrame() {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    /** Whether it is Adobe's segment, which contains the colour transform. */
    boolean isAdobe() {
        return marker == APP14 && end - start >= 16 && file.tag(start + 4).equals("Adob") && file.u8(start + 8) == 'e';
    }

    /**
     * Whether one of the eight bytes is {@code ff}. Its complement is zero, and subtracting one from zero borrows,
     * which sets the highest bit.
     */
    private static boolean hasMarkerByte(long word) {
        return (~word - LOWEST_BITS & word & HIGHEST_BITS) != 0;
    }

    /** Whether a marker has no parameters: stuffing, TEM, restart markers and the start of the image. */
    private static boolean isStandalone(int code) {
        return code <= 1 || (code >= 0xd0 && code <= SOI);
    }
}
