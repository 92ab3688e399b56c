package dev.flsys.testsupport;

import java.io.ByteArrayOutputStream;

/** Builds black or white JPEG files whose scans take as few bytes as possible. */
public final class HostileJpeg {

    public static final int SEQUENTIAL = 0xc0;
    public static final int PROGRESSIVE = 0xc2;
    public static final int ARITHMETIC = 0xc9;
    /** The most blocks that one code and its 14 bits can skip. */
    private static final int MAX_RUN = 32_767;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final int blocks;
    private final int components;

    /** Writes the header of a square picture and the tables for its scans. */
    public HostileJpeg(int coding, int side, int components) {
        this.blocks = ((side + 7) / 8) * ((side + 7) / 8);
        this.components = components;
        bytes(0xff, 0xd8, 0xff, 0xdb, 0, 67, 0);
        for (int i = 0; i < 64; i++) {
            bytes(1);
        }
        bytes(0xff, coding, 0, 8 + 3 * components, 8, side >> 8, side & 0xff, side >> 8, side & 0xff, components);
        for (int i = 0; i < components; i++) {
            bytes(i + 1, 0x11, 0);
        }
        // One code each: `0` for a DC difference of zero, `0` for a run of blocks without AC coefficients.
        table(0x00, 0x00);
        table(0x10, 0xe0);
    }

    private void table(int kind, int symbol) {
        bytes(0xff, 0xc4, 0, 20, kind, 1);
        for (int i = 0; i < 15; i++) {
            bytes(0);
        }
        bytes(symbol);
    }

    /** Adds the first scan of a progressive picture: a bit for each block. */
    public HostileJpeg dc() {
        header(components, 0, 0);
        bits(0, (long) blocks * components);
        return this;
    }

    /** Adds a scan of all AC coefficients of the first component, with three bytes for 32,767 blocks. */
    public HostileJpeg ac() {
        header(1, 1, 63);
        for (int left = blocks; left > 0; left -= MAX_RUN) {
            // A zero, 14 ones and a padding one are 7f ff; 00 is the stuffing.
            bytes(0x7f, 0xff, 0);
        }
        return this;
    }

    /** Adds {@code times} segments of {@code length} bytes with {@code marker}. */
    public HostileJpeg segments(int marker, int length, int times) {
        byte[] content = new byte[length - 2];
        for (int i = 0; i < times; i++) {
            bytes(0xff, marker, length >> 8, length & 0xff);
            file.writeBytes(content);
        }
        return this;
    }

    public HostileJpeg acs(int times) {
        for (int i = 0; i < times; i++) {
            ac();
        }
        return this;
    }

    public HostileJpeg dcs(int times) {
        for (int i = 0; i < times; i++) {
            dc();
        }
        return this;
    }

    public byte[] end() {
        bytes(0xff, 0xd9);
        return file.toByteArray();
    }

    private void header(int count, int first, int last) {
        bytes(0xff, 0xda, 0, 6 + 2 * count, count);
        for (int i = 0; i < count; i++) {
            bytes(i + 1, 0);
        }
        bytes(first, last, 0);
    }

    private void bits(int bit, long count) {
        for (long i = 0; i < count; i += 8) {
            bytes(bit * 0xff);
        }
    }

    private void bytes(int... bytes) {
        for (int b : bytes) {
            file.write(b);
        }
    }
}
