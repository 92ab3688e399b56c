package dev.flsys.inference.image;

import java.awt.image.Raster;

/** JPEG: grey and colour by OpenCV's libjpeg-turbo, four components (CMYK, YCCK) by ImageIO. Thread-safe. */
final class JpegDecoder {

    private static final ImageFormat FORMAT = ImageFormat.JPEG;

    private JpegDecoder() {}

    static RgbImage decode(FileBytes file, PixelLimit limit) {
        JpegStructure structure = JpegStructure.of(file);
        limit.check(FORMAT, structure.width(), structure.height());
        if (!structure.complete()) {
            throw ImageUnreadable.truncated(FORMAT);
        }
        return switch (structure.components()) {
            case 1, 3 -> OpenCv.rgb(FORMAT, file.bytes(), structure.width(), structure.height());
            case 4 -> fourComponents(file, structure);
            default -> throw ImageUnreadable.unsupported(FORMAT, structure.components() + " components");
        };
    }

    private static RgbImage fourComponents(FileBytes file, JpegStructure structure) {
        byte[] plain = structure.withoutApplicationSegments(file);
        Raster raster = JavaReader.read(FORMAT, plain, reader -> reader.readRaster(0, null));
        byte[] samples = JavaReader.samples(FORMAT, raster, structure.width(), structure.height(), 4);
        if (structure.adobeTransform() == JpegStructure.YCCK) {
            Cmyk.fromYcck(samples);
        }
        // Pillow takes every such file to be inverted, as Adobe writes them.
        Cmyk.invert(samples);
        return new RgbImage(structure.width(), structure.height(), Cmyk.toRgb(samples));
    }
}
