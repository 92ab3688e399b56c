package dev.flsys.inference.image;

import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;

/**
 * OpenCV's {@code imdecode}. Its memory is native and unseen by the garbage collector, so every {@link Mat} is released here
 * and none leaves. Thread-safe; the native library is loaded by the first call.
 */
final class OpenCv {

    private static final int COLOR = Imgcodecs.IMREAD_COLOR | Imgcodecs.IMREAD_IGNORE_ORIENTATION;
    private static final int GREY_16 = Imgcodecs.IMREAD_ANYDEPTH | Imgcodecs.IMREAD_IGNORE_ORIENTATION;

    private OpenCv() {}

    /**
     * A picture in 8-bit RGB.
     *
     * @param width of the picture as its header has it
     * @param height of the picture as its header has it
     * @throws ImageUnreadable if OpenCV cannot decode it, or decodes another size
     */
    static RgbImage rgb(ImageFormat format, byte[] file, int width, int height) {
        byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(width, height), RgbImage.CHANNELS)];
        decode(format, file, COLOR, CvType.CV_8UC3, width, height, mat -> mat.get(0, 0, pixels));
        ChannelOrder.bgrToRgb(pixels);
        return new RgbImage(width, height, pixels);
    }

    /** The unsigned 16-bit samples of a grey picture, {@code short[height * width]}; see {@link #rgb}. */
    static short[] grey16(ImageFormat format, byte[] file, int width, int height) {
        short[] samples = new short[Math.multiplyExact(width, height)];
        decode(format, file, GREY_16, CvType.CV_16UC1, width, height, mat -> mat.get(0, 0, samples));
        return samples;
    }

    private static void decode(
            ImageFormat format, byte[] file, int flags, int type, int width, int height, PixelSink sink) {
        NativeLibrary.load();
        MatOfByte encoded = new MatOfByte();
        try {
            encoded.fromArray(file);
            Mat decoded = Imgcodecs.imdecode(encoded, flags);
            try {
                // OpenCV answers an empty picture for data that it cannot decode to the end.
                if (decoded.cols() != width || decoded.rows() != height || decoded.type() != type) {
                    throw new ImageUnreadable("The " + format.label() + " picture is truncated or corrupt.");
                }
                sink.take(decoded);
            } finally {
                decoded.release();
            }
        } finally {
            encoded.release();
        }
    }

    /** Copies pixels out of native memory. */
    @FunctionalInterface
    private interface PixelSink {
        int take(Mat decoded);
    }

    /** Loads the native library once, when the class is initialised: the JVM sees to it that others wait. */
    private static final class NativeLibrary {

        static {
            nu.pattern.OpenCV.loadLocally();
            // Requests run side by side already; threads within one would only compete with them.
            Core.setNumThreads(1);
        }

        private NativeLibrary() {}

        static void load() {}
    }
}
