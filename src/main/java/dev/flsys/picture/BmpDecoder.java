package dev.flsys.picture;

/**
 * Decodes BMP in Java. The JDK's reader is not used, for three reasons. It scales samples of 5 and 6 bits differently
 * from Pillow, fails on files without size fields, and passes embedded JPEG data to its native JPEG reader.
 * Thread-safe.
 */
record BmpDecoder(FileBytes file, BmpHeader header) {

    static RgbImage decode(FileBytes file, PixelLimit limit) {
        BmpHeader header = BmpHeader.of(file, limit);
        BmpDecoder decoder = new BmpDecoder(file, header);
        if (header.compression() == BmpHeader.RLE8 || header.compression() == BmpHeader.RLE4) {
            return decoder.picture(new BmpRunLengths(file, header).decode());
        }
        file.require(
                header.pixels(),
                header.stride() * (header.height() - 1) + (header.width() * (long) header.bits() + 7) / 8);
        return header.bits() <= 8 ? decoder.picture(decoder.indices()) : decoder.colours();
    }

    /** The stored row of row {@code y} of the picture, counted from the top. */
    private int stored(int y) {
        return header.topDown() ? y : header.height() - 1 - y;
    }

    private RgbImage picture(byte[] storedIndices) {
        int width = header.width();
        byte[] indices = new byte[storedIndices.length];
        for (int y = 0; y < header.height(); y++) {
            System.arraycopy(storedIndices, stored(y) * width, indices, y * width, width);
        }
        return header.palette().picture(width, header.height(), indices);
    }

    private byte[] indices() {
        int bits = header.bits();
        int perByte = 8 / bits;
        int mask = (1 << bits) - 1;
        byte[] indices = new byte[header.width() * header.height()];
        int at = 0;
        for (int row = 0; row < header.height(); row++) {
            int start = (int) (header.pixels() + row * header.stride());
            for (int x = 0; x < header.width(); x++) {
                int shift = 8 - bits - x % perByte * bits;
                indices[at++] = (byte) (file.bytes()[start + x / perByte] >> shift & mask);
            }
        }
        return indices;
    }

    private RgbImage colours() {
        int width = header.width();
        int pixelBytes = header.bits() / 8;
        byte[] pixels = new byte[Math.multiplyExact(width * header.height(), RgbImage.CHANNELS)];
        int at = 0;
        for (int y = 0; y < header.height(); y++) {
            int from = (int) (header.pixels() + stored(y) * header.stride());
            for (int x = 0; x < width; x++, from += pixelBytes) {
                int pixel = file.u16le(from);
                if (pixelBytes > 2) {
                    pixel |= file.u8(from + 2) << 16;
                }
                if (pixelBytes > 3) {
                    pixel |= file.u8(from + 3) << 24;
                }
                for (int mask : header.masks()) {
                    pixels[at++] = channel(pixel, mask);
                }
            }
        }
        return new RgbImage(width, header.height(), pixels);
    }

    /** The bits of {@code mask}, scaled to 0..255 and rounded down like Pillow's unpackers. */
    private static byte channel(int pixel, int mask) {
        if (mask == 0) {
            return 0;
        }
        int shift = Integer.numberOfTrailingZeros(mask);
        long max = Integer.toUnsignedLong(mask) >>> shift;
        long value = Integer.toUnsignedLong(pixel & mask) >>> shift;
        return (byte) (value * 255 / max);
    }
}
