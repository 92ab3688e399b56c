package dev.flsys.picture;

import java.nio.charset.StandardCharsets;

/**
 * Reads numbers from a picture file. Throws {@link ImageUnreadable} for a truncated picture at the end of the file.
 *
 * @param format the format of the file
 * @param bytes the whole file, not copied
 */
record FileBytes(ImageFormat format, byte[] bytes) {

    int length() {
        return bytes.length;
    }

    int u8(long at) {
        require(at, 1);
        return bytes[(int) at] & 0xff;
    }

    int u16le(long at) {
        return u8(at) | u8(at + 1) << 8;
    }

    int u16be(long at) {
        return u8(at) << 8 | u8(at + 1);
    }

    int i32le(long at) {
        return u16le(at) | u16le(at + 2) << 16;
    }

    long u32le(long at) {
        return Integer.toUnsignedLong(i32le(at));
    }

    long u32be(long at) {
        return Integer.toUnsignedLong(u16be(at) << 16 | u16be(at + 2));
    }

    /** Four characters that name a chunk. */
    String tag(long at) {
        require(at, 4);
        return new String(bytes, (int) at, 4, StandardCharsets.ISO_8859_1);
    }

    /** Throws {@link ImageUnreadable} unless the file has {@code count} bytes from {@code at}. */
    void require(long at, long count) {
        if (at < 0 || count < 0 || at > bytes.length - count) {
            throw ImageUnreadable.truncated(format);
        }
    }
}
