package dev.flsys.picture;

import dev.flsys.natives.NativeLibraries;
import java.nio.IntBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.leptonica.PIX;
import org.bytedeco.leptonica.global.leptonica;

/**
 * Leptonica's readers, and its writer of PNG, chosen for the libraries that they bring: libjpeg-turbo with vector code,
 * libpng and libwebp. What they make is native, so every {@link PIX} is destroyed here or handed to a
 * {@link NativePicture}. Thread-safe; the native library is loaded by the first call.
 */
final class Leptonica {

    private static final int COLOUR_DEPTH = 32;
    /** No gamma chunk is written. */
    private static final float NO_GAMMA = 0;

    private Leptonica() {}

    /**
     * A JPEG, PNG or WebP picture; the lowest byte of a pixel is its alpha.
     *
     * @param width of the picture as its header has it
     * @param height of the picture as its header has it
     * @throws ImageUnreadable if it cannot be decoded, or has another size
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
                throw new IllegalStateException("libpng does not write a picture");
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

    /** Takes what Leptonica wrote over into the heap. */
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
            // As Pillow does, a picture with bad data in it is taken as far as it can be decoded.
            case JPEG ->
                leptonica.pixReadMemJpeg(file, file.length, 0, 1, new int[1], leptonica.L_JPEG_CONTINUE_WITH_BAD_DATA);
            case PNG -> leptonica.pixReadMemPng(file, file.length);
            case WEBP -> leptonica.pixReadMemWebP(file, file.length);
            default -> throw new IllegalArgumentException("Leptonica is not used for " + format);
        };
    }

    /** Loads the native library once, when the class is initialised: the JVM sees to it that others wait. */
    private static final class NativeLibrary {

        /** Of messages on the standard error of the process. */
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
