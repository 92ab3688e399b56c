package dev.flsys.picture;

/**
 * The header of a BMP file, of OS/2's 12 bytes or Windows' 40 to 124.
 *
 * @param bits per pixel: 1, 4, 8, 16, 24 or 32
 * @param topDown whether the first stored row is the top row; usually it is the bottom row
 * @param compression {@link #RAW}, {@link #RLE8}, {@link #RLE4} or {@link #MASKS}
 * @param masks the bits of red, green and blue in a pixel of 16 or 32 bits
 * @param palette the palette of pictures with up to 8 bits
 * @param pixels the offset of the pixels in the file
 */
record BmpHeader(
        int width, int height, int bits, boolean topDown, int compression, int[] masks, Palette palette, long pixels) {

    static final int RAW = 0;
    static final int RLE8 = 1;
    static final int RLE4 = 2;
    static final int MASKS = 3;

    private static final ImageFormat FORMAT = ImageFormat.BMP;
    private static final int INFO = 14;
    private static final int OS2 = 12;
    private static final int WINDOWS = 40;

    static BmpHeader of(FileBytes file, PixelLimit limit) {
        long size = file.u32le(INFO);
        if (size != OS2 && (size < WINDOWS || size > 124)) {
            throw ImageUnreadable.unsupported(FORMAT, "a header of " + size + " bytes");
        }
        boolean os2 = size == OS2;
        long width = os2 ? file.u16le(18) : file.u32le(18);
        long height = os2 ? file.u16le(20) : file.i32le(22);
        limit.check(FORMAT, width, Math.abs(height));
        int bits = file.u16le(os2 ? 24 : 28);
        int compression = os2 ? RAW : file.i32le(30);
        if (!isKnown(compression, bits)) {
            throw ImageUnreadable.unsupported(FORMAT, bits + " bits in compression " + compression);
        }
        int[] masks = bits == 16 ? new int[] {0x7c00, 0x3e0, 0x1f} : new int[] {0xff0000, 0xff00, 0xff};
        if (compression == MASKS) {
            masks = new int[] {file.i32le(54), file.i32le(58), file.i32le(62)};
        }
        return new BmpHeader(
                (int) width,
                (int) Math.abs(height),
                bits,
                height < 0,
                compression,
                masks,
                palette(file, bits, os2, INFO + size),
                file.u32le(10));
    }

    private static boolean isKnown(int compression, int bits) {
        return switch (compression) {
            case RAW -> bits == 1 || bits == 4 || bits == 8 || bits == 16 || bits == 24 || bits == 32;
            case RLE8 -> bits == 8;
            case RLE4 -> bits == 4;
            case MASKS -> bits == 16 || bits == 32;
            default -> false;
        };
    }

    /** Bytes of a stored row, padded to four. */
    long stride() {
        return ((long) width * bits + 31) / 32 * 4;
    }

    private static Palette palette(FileBytes file, int bits, boolean os2, long at) {
        Palette palette = new Palette();
        if (bits > 8) {
            return palette;
        }
        long used = os2 ? 0 : file.u32le(46);
        int colours = used == 0 || used > 1 << bits ? 1 << bits : (int) used;
        int entry = os2 ? 3 : 4;
        for (int i = 0; i < colours; i++) {
            long colour = at + (long) i * entry;
            palette.set(i, file.u8(colour + 2), file.u8(colour + 1), file.u8(colour));
        }
        return palette;
    }
}
