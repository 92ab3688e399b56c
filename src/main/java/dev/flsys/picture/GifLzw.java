package dev.flsys.picture;

/** Decodes the LZW codes of one GIF frame, least significant bit first, in sub-blocks. Used once. */
final class GifLzw {

    private static final int MAX_BITS = 12;
    private static final int NO_CODE = -1;

    private final FileBytes file;
    private final int minimumBits;
    private int at;
    private int blockEnd;
    private int buffer;
    private int buffered;

    // A code above the clear code means the string of prefix[code] followed by the byte suffix[code].
    private final short[] prefix = new short[1 << MAX_BITS];
    private final byte[] suffix = new byte[1 << MAX_BITS];
    private final byte[] reversed = new byte[(1 << MAX_BITS) + 1];

    /** @param at the offset of the frame's minimum code size */
    GifLzw(FileBytes file, int at) {
        this.file = file;
        this.minimumBits = file.u8(at);
        this.at = at + 1;
        this.blockEnd = at + 1;
        if (minimumBits < 1 || minimumBits >= MAX_BITS) {
            throw ImageUnreadable.corrupt(ImageFormat.GIF, null);
        }
    }

    /** Decodes {@code count} indices. Throws {@link ImageUnreadable} if the codes end before. */
    byte[] decode(int count) {
        byte[] out = new byte[count];
        int clear = 1 << minimumBits;
        int end = clear + 1;
        int bits = minimumBits + 1;
        int next = end + 1;
        int previous = NO_CODE;
        int written = 0;
        byte first = 0;
        while (written < count) {
            int code = read(bits);
            if (code == clear) {
                bits = minimumBits + 1;
                next = end + 1;
                previous = NO_CODE;
                continue;
            }
            if (code == end) {
                throw ImageUnreadable.truncated(ImageFormat.GIF);
            }
            if (code > next || (code == next && previous == NO_CODE)) {
                throw ImageUnreadable.corrupt(ImageFormat.GIF, null);
            }
            int length = 0;
            int walk = code;
            if (code == next) {
                // The code that is defined by this step: the previous string and its own first byte.
                reversed[length++] = first;
                walk = previous;
            }
            while (walk > end) {
                reversed[length++] = suffix[walk];
                walk = prefix[walk];
            }
            first = (byte) walk;
            reversed[length++] = first;
            while (length > 0 && written < count) {
                out[written++] = reversed[--length];
            }
            if (previous != NO_CODE && next < 1 << MAX_BITS) {
                prefix[next] = (short) previous;
                suffix[next] = first;
                next++;
                if (next == 1 << bits && bits < MAX_BITS) {
                    bits++;
                }
            }
            previous = code;
        }
        return out;
    }

    private int read(int bits) {
        while (buffered < bits) {
            if (at == blockEnd) {
                int size = file.u8(at);
                if (size == 0) {
                    throw ImageUnreadable.truncated(ImageFormat.GIF);
                }
                file.require(at + 1, size);
                at++;
                blockEnd = at + size;
            }
            buffer |= file.u8(at++) << buffered;
            buffered += 8;
        }
        int code = buffer & ((1 << bits) - 1);
        buffer >>>= bits;
        buffered -= bits;
        return code;
    }
}
