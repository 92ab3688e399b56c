package dev.flsys.picture;

import dev.flsys.natives.NativeLibraries;
import java.nio.IntBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.leptonica.PIX;
import org.bytedeco.leptonica.global.leptonica;

/**
 * Leptonica's readers, and its writer of PNG. They contain libjpeg-turbo with vector code, libpng and libwebp. Their
 * pictures are native, so every {@link PIX} is destroyed here or passed to a {@link NativePicture}. Thread-safe. The
 * first call loads the native library.
 */
final class Leptonica {

    private static final int COLOUR_DEPTH = 32;
    /** Writes no gamma chunk. */
    private static final float NO_GAMMA = 0;

    private Leptonica() {}

    /**
     * Decodes a JPEG, PNG or WebP picture. The lowest byte of a pixel is its alpha.
     *
     * @param width in the header of the file
     * @param height in the header of the file
     * @throws ImageUnreadable if the picture cannot be decoded or has another size
     */
    static Picture decode(ImageFormat format, byte[] file, int width, int height) {
        NativeLibrary.load();
        PIX read = read(format, file);
        if (read == null || read.w() != width || read.h() != height) {
            leptonica.pixDestroy(read);
            throw new ImageUnreadable("The " + format.label() + " picture is truncated or corrupt.");
        }
        if (read.d() == COLOUR_DEPTH) {
            return new NativePicture(read);
        }
        // Grey and palettes, of 1 to 8 bits.
        PIX colour = leptonica.pixConvertTo32(read);
        leptonica.pixDestroy(read);
        if (colour == null) {
            throw new ImageUnreadable("The " + format.label() + " picture is of an unsupported kind.");
        }
        return new NativePicture(colour);
    }

    /** {@code image} as a PNG file, 8 bits for each of red, green and blue. */
    static byte[] png(RgbImage image) {
        NativeLibrary.load();
        PIX pix = leptonica.pixCreateNoInit(image.width(), image.height(), COLOUR_DEPTH);
        if (pix == null) {
            throw new OutOfMemoryError("No memory for a picture of " + image.width() + "x" + image.height());
        }
        try (BytePointer file = new BytePointer();
                SizeTPointer length = new SizeTPointer(1)) {
            fill(pix, image);
            if (leptonica.pixWriteMemPng(file, length, pix, NO_GAMMA) != 0) {
                throw new IllegalStateException("libpng failed to write a picture");
            }
            return bytes(file, Math.toIntExact(length.get()));
        } finally {
            leptonica.pixDestroy(pix);
        }
    }

    private static void fill(PIX pix, RgbImage image) {
        IntBuffer words =
                pix.data().capacity((long) image.width() * image.height()).asBuffer();
        int[] row = new int[image.width()];
        for (int y = 0; y < image.height(); y++) {
            image.read(y, row);
            words.put(row);
        }
    }

    /** Copies a file that Leptonica wrote to the heap and frees it. */
    private static byte[] bytes(BytePointer file, int length) {
        try {
            byte[] bytes = new byte[length];
            file.get(bytes);
            return bytes;
        } finally {
            leptonica.lept_free(file);
        }
    }

    private static PIX read(ImageFormat format, byte[] file) {
        return switch (format) {
            // Like Pillow, decodes as much as it can of a picture with bad data.
            case JPEG ->
                leptonica.pixReadMemJpeg(file, file.length, 0, 1, new int[1], leptonica.L_JPEG_CONTINUE_WITH_BAD_DATA);
            case PNG -> leptonica.pixReadMemPng(file, file.length);
            case WEBP -> leptonica.pixReadMemWebP(file, file.length);
            default -> throw new IllegalArgumentException("Leptonica is not used for " + format);
        };
    }

    /** Loads the native library once, when the class is initialised; the JVM makes other threads wait. */
    private static final class NativeLibrary {

        /** L_SEVERITY_NONE: Leptonica writes nothing to the standard error of the process. */
        private static final int NO_MESSAGES = 6;

        static {
            NativeLibraries.javaCpp();
            Loader.load(leptonica.class);
            leptonica.setMsgSeverity(NO_MESSAGES);
        }

        private NativeLibrary() {}

        static void load() {}
    }
}
