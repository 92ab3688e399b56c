package dev.flsys.picture;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The file formats that are read. The first bytes decide the format; names and media types are never trusted. */
enum ImageFormat {
    JPEG("JPEG", DecodingMemory.Kind.NATIVE),
    PNG("PNG", DecodingMemory.Kind.NATIVE),
    GIF("GIF", DecodingMemory.Kind.HEAP),
    BMP("BMP", DecodingMemory.Kind.HEAP),
    WEBP("WebP", DecodingMemory.Kind.NATIVE),
    TIFF("TIFF", DecodingMemory.Kind.HEAP),
    /** PBM, PGM and PPM. */
    NETPBM("PPM", DecodingMemory.Kind.HEAP);

    private final String label;
    private final DecodingMemory.Kind memory;

    ImageFormat(String label, DecodingMemory.Kind memory) {
        this.label = label;
        this.memory = memory;
    }

    /** The usual name, such as {@code WebP}. */
    String label() {
        return label;
    }

    /** The place of the pixels of such a picture. */
    DecodingMemory.Kind memory() {
        return memory;
    }

    /**
     * The format of {@code file}.
     *
     * @throws ImageUnreadable if it is empty or in none of these formats
     */
    static ImageFormat of(byte[] file) {
        if (file.length == 0) {
            throw new ImageUnreadable("The picture is empty.");
        }
        if (startsWith(file, 0, "\u00ff\u00d8\u00ff")) {
            return JPEG;
        }
        if (startsWith(file, 0, "\u0089PNG\r\n\u001a\n")) {
            return PNG;
        }
        if (startsWith(file, 0, "GIF87a") || startsWith(file, 0, "GIF89a")) {
            return GIF;
        }
        if (startsWith(file, 0, "BM")) {
            return BMP;
        }
        if (startsWith(file, 0, "RIFF") && startsWith(file, 8, "WEBP")) {
            return WEBP;
        }
        if (startsWith(file, 0, "II*\0") || startsWith(file, 0, "MM\0*") || BigTiff.isMagic(file)) {
            return TIFF;
        }
        if (NetpbmHeader.isMagic(file)) {
            return NETPBM;
        }
        throw new ImageUnreadable(
                "The picture is in none of the formats that are read: JPEG, PNG, GIF, BMP, WebP, TIFF, PPM, PGM, PBM.");
    }

    private static boolean startsWith(byte[] file, int offset, String magic) {
        byte[] expected = magic.getBytes(StandardCharsets.ISO_8859_1);
        int end = offset + expected.length;
        return file.length >= end && Arrays.equals(file, offset, end, expected, 0, expected.length);
    }
}
