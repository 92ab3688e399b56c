package dev.flsys.inference.image;

/** PNG, by OpenCV's libpng; the default picture of an animated one. Thread-safe. */
final class PngDecoder {

    private static final ImageFormat FORMAT = ImageFormat.PNG;
    private static final int GREY = 0;
    private static final int SIGNATURE = 8;
    /** Length, name and checksum around the data of a chunk. */
    private static final int CHUNK_FRAME = 12;

    private PngDecoder() {}

    static RgbImage decode(FileBytes file, PixelLimit limit) {
        if (!file.tag(12).equals("IHDR")) {
            throw ImageUnreadable.corrupt(FORMAT, null);
        }
        long width = file.u32be(16);
        long height = file.u32be(20);
        limit.check(FORMAT, width, height);
        requireEnd(file);
        int depth = file.u8(24);
        int colour = file.u8(25);
        if (depth == 16 && colour == GREY) {
            short[] samples = OpenCv.grey16(FORMAT, file.bytes(), (int) width, (int) height);
            return new RgbImage((int) width, (int) height, clipped(samples));
        }
        return OpenCv.rgb(FORMAT, file.bytes(), (int) width, (int) height);
    }

    /** libpng would notice as well, but less clearly, and would say so on the service's standard error. */
    private static void requireEnd(FileBytes file) {
        long at = SIGNATURE;
        while (!file.tag(at + 4).equals("IEND")) {
            at += file.u32be(at) + CHUNK_FRAME;
        }
        file.require(at, CHUNK_FRAME);
    }

    /** Pillow's mode {@code I;16} to {@code RGB}: values above 255 become 255, they are not scaled. */
    private static byte[] clipped(short[] samples) {
        byte[] pixels = new byte[Math.multiplyExact(samples.length, RgbImage.CHANNELS)];
        for (int i = 0, at = 0; i < samples.length; i++) {
            byte grey = (byte) Math.min(Short.toUnsignedInt(samples[i]), 255);
            pixels[at++] = grey;
            pixels[at++] = grey;
            pixels[at++] = grey;
        }
        return pixels;
    }
}
