package dev.flsys.picture;

/**
 * JPEG: grey and colour by libjpeg-turbo, four components (CMYK, YCCK) by {@link JpegPlanes}. What would take either
 * too long is refused before. Thread-safe.
 */
final class JpegDecoder {

    private static final ImageFormat FORMAT = ImageFormat.JPEG;

    private JpegDecoder() {}

    static Picture decode(FileBytes file, PixelLimit limit) {
        JpegStructure structure = JpegStructure.of(file);
        limit.check(FORMAT, structure.width(), structure.height());
        if (!structure.complete()) {
            throw ImageUnreadable.truncated(FORMAT);
        }
        if (structure.frame().arithmetic(file)) {
            // The packages of Pillow do not read it. A few bytes of it can stand for all coefficients of a picture.
            throw new ImageUnreadable(
                    "JPEG pictures with arithmetic coding are not supported. Save it as baseline JPEG.");
        }
        // The decoder in Java takes about twice as long for a block.
        boolean java = structure.components() == 4;
        structure
                .scans()
                .check(
                        structure.frame(),
                        structure.components(),
                        java ? JpegScans.MOST_BLOCKS / 2 : JpegScans.MOST_BLOCKS);
        return switch (structure.components()) {
            case 1, 3 -> Leptonica.decode(FORMAT, file.bytes(), structure.width(), structure.height());
            case 4 -> {
                limit.dividedBy(4).check(FORMAT, structure.width(), structure.height());
                yield fourComponents(file, structure);
            }
            default -> throw ImageUnreadable.unsupported(FORMAT, structure.components() + " components");
        };
    }

    private static RgbImage fourComponents(FileBytes file, JpegStructure structure) {
        byte[] samples = JpegPlanes.decode(file);
        if (structure.adobeTransform() == JpegStructure.YCCK) {
            Cmyk.fromYcck(samples);
        }
        // Pillow takes every such file to be inverted, as Adobe writes them.
        Cmyk.invert(samples);
        return new RgbImage(structure.width(), structure.height(), Cmyk.toRgb(samples));
    }
}
