package dev.flsys.picture;

/** Bits of entropy-coded JPEG data, most significant first; ends at the next marker. Used by one thread. */
final class JpegBits {

    private final byte[] bytes;
    private int at;
    private int buffer;
    private int buffered;

    JpegBits(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    /** Up to 16 bits as an unsigned number. */
    int read(int count) {
        while (buffered < count) {
            fill();
        }
        buffered -= count;
        return buffer >>> buffered & ((1 << count) - 1);
    }

    /** A number of {@code size} bits that stands for a signed one (T.81, F.2.2.1, EXTEND). */
    int readSigned(int size) {
        if (size == 0) {
            return 0;
        }
        int value = read(size);
        return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
    }

    /** Drops the rest of the byte and steps over a restart marker, which has to be there. */
    void restart() {
        buffered = 0;
        while (at + 1 < bytes.length && bytes[at] == (byte) 0xff && bytes[at + 1] == (byte) 0xff) {
            at++;
        }
        if (at + 1 >= bytes.length || bytes[at] != (byte) 0xff || (bytes[at + 1] & 0xf8) != 0xd0) {
            throw ImageUnreadable.corrupt(ImageFormat.JPEG, null);
        }
        at += 2;
    }

    private void fill() {
        if (at + 1 >= bytes.length) {
            throw ImageUnreadable.truncated(ImageFormat.JPEG);
        }
        int next = bytes[at++] & 0xff;
        if (next == 0xff) {
            if (bytes[at] != 0) {
                // A marker where data should be.
                throw ImageUnreadable.corrupt(ImageFormat.JPEG, null);
            }
            at++;
        }
        buffer = buffer << 8 | next;
        buffered += 8;
    }
}
