package dev.flsys.picture;

import java.nio.charset.StandardCharsets;

/**
 * Numbers out of a picture file. Reading past its end says that the picture is truncated.
 *
 * @param format what the file claims to be
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

    /** Throws {@link ImageUnreadable} if the file does not have {@code count} bytes from {@code at} on */
    void require(long at, long count) {
        if (at < 0 || count < 0 || at > bytes.length - count) {
            throw ImageUnreadable.truncated(format);
        }
    }
}
