package dev.flsys.picture;

import java.io.ByteArrayOutputStream;

/** JPEG, by libjpeg-turbo. A file that would take too long is rejected before it is decoded. Thread-safe. */
final class JpegDecoder {

    private static final ImageFormat FORMAT = ImageFormat.JPEG;
    /** Adobe's segment (Technical Note 5116, section 18) with colour transform 0. */
    private static final byte[] ADOBE = {(byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
    };

    private static final int START_MARKER = 2;

    private JpegDecoder() {}

    static Picture decode(FileBytes file, PixelLimit limit) {
        JpegStructure structure = JpegStructure.of(file);
        limit.check(FORMAT, structure.width(), structure.height());
        if (!structure.complete()) {
            throw ImageUnreadable.truncated(FORMAT);
        }
        if (structure.frame().arithmetic(file)) {
            // The packages of Pillow do not read arithmetic coding. A few bytes of it can code all coefficients of a
            // picture.
            throw new ImageUnreadable(
                    "JPEG pictures with arithmetic coding are not supported. Save it as baseline JPEG.");
        }
        structure.scans().check(structure.frame(), structure.components());
        byte[] bytes =
                switch (structure.components()) {
                    case 1, 3 -> file.bytes();
                    case 4 -> structure.adobe() ? file.bytes() : withAdobeSegment(file.bytes());
                    default -> throw ImageUnreadable.unsupported(FORMAT, structure.components() + " components");
                };
        return Leptonica.decode(FORMAT, bytes, structure.width(), structure.height());
    }

    /** Leptonica treats CMYK as inverted only in a file with Adobe's segment. Pillow does so in every file. */
    private static byte[] withAdobeSegment(byte[] file) {
        ByteArrayOutputStream adobe = new ByteArrayOutputStream(file.length + ADOBE.length);
        adobe.write(file, 0, START_MARKER);
        adobe.writeBytes(ADOBE);
        adobe.write(file, START_MARKER, file.length - START_MARKER);
        return adobe.toByteArray();
    }
}
