package dev.flsys.inference.image;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;

/** PNG, by libpng; the default picture of an animated one. Thread-safe. */
final class PngDecoder {

    private static final ImageFormat FORMAT = ImageFormat.PNG;
    private static final int GREY = 0;
    private static final int GREY_AND_ALPHA = 4;
    private static final int SIGNATURE = 8;
    /** Length, name and checksum around the data of a chunk. */
    private static final int CHUNK_FRAME = 12;
    /** Of the header chunk: its name, then where its bit depth, its colour type and its checksum are. */
    private static final int HEADER = 12;

    private static final int DEPTH = 24;
    private static final int COLOUR = 25;
    private static final int CHECKSUM = 29;

    private PngDecoder() {}

    static Picture decode(FileBytes file, PixelLimit limit) {
        if (!file.tag(12).equals("IHDR")) {
            throw ImageUnreadable.corrupt(FORMAT, null);
        }
        long width = file.u32be(16);
        long height = file.u32be(20);
        limit.check(FORMAT, width, height);
        byte[] opaque = opaque(file);
        boolean grey16 = file.u8(DEPTH) == 16 && file.u8(COLOUR) == GREY;
        return grey16
                ? grey16(opaque, (int) width, (int) height)
                : Leptonica.decode(FORMAT, opaque, (int) width, (int) height);
    }

    /**
     * The file without transparent colours, which would be dropped anyway: Leptonica shows grey pictures that have one in
     * black. A file without an end is refused; libpng would notice as well, but less clearly, and would say so on the
     * service's standard error.
     */
    private static byte[] opaque(FileBytes file) {
        byte[] opaque = file.bytes();
        long at = SIGNATURE;
        while (!file.tag(at + 4).equals("IEND")) {
            long end = at + file.u32be(at) + CHUNK_FRAME;
            if (file.tag(at + 4).equals("tRNS")) {
                file.require(at, end - at);
                opaque = opaque == file.bytes() ? opaque.clone() : opaque;
                // A private name, which readers step over.
                opaque[(int) at + 5] = 'r';
                sign(opaque, (int) at + 4, (int) end - 4);
            }
            at = end;
        }
        file.require(at, CHUNK_FRAME);
        return opaque;
    }

    /**
     * Pillow's mode {@code I;16} to {@code RGB}: values above 255 become 255, they are not scaled. Leptonica would drop the
     * low byte, so the header is changed to say that it is the alpha of a picture with 8 bits; nothing else differs.
     */
    private static Picture grey16(byte[] file, int width, int height) {
        byte[] split = file.clone();
        sign(split, HEADER, CHECKSUM);
        if (!Arrays.equals(split, file)) {
            throw ImageUnreadable.corrupt(FORMAT, null);
        }
        split[DEPTH] = 8;
        split[COLOUR] = GREY_AND_ALPHA;
        sign(split, HEADER, CHECKSUM);
        byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(width, height), RgbImage.CHANNELS)];
        int[] row = new int[width];
        try (Picture halves = Leptonica.decode(FORMAT, split, width, height)) {
            for (int y = 0, at = 0; y < height; y++) {
                halves.read(y, row);
                for (int word : row) {
                    int grey = word >>> 16 & 0xff00 | word & 0xff;
                    byte clipped = (byte) Math.min(grey, 255);
                    pixels[at++] = clipped;
                    pixels[at++] = clipped;
                    pixels[at++] = clipped;
                }
            }
        }
        return new RgbImage(width, height, pixels);
    }

    /** Writes the checksum of a chunk's name and data behind them. */
    private static void sign(byte[] file, int from, int to) {
        CRC32 checksum = new CRC32();
        checksum.update(file, from, to - from);
        ByteBuffer.wrap(file).putInt(to, (int) checksum.getValue());
    }
}
