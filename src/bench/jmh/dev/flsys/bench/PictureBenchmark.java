package dev.flsys.bench;

import dev.flsys.picture.ImageDecoder;
import dev.flsys.picture.Picture;
import dev.flsys.picture.RgbImage;
import dev.flsys.picture.resize.PillowResize;
import dev.flsys.picture.resize.Preprocessing;
import dev.flsys.picture.resize.ResizeRule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The steps from a JPEG file to the input of a network. The driver makes the files in {@code pictures.dir}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class PictureBenchmark {

    private static final int SIZE = 224;
    private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
    private static final float[] STD = {0.229f, 0.224f, 0.225f};

    @Param({"640x427", "1920x1080"})
    public String picture = "";

    private final ImageDecoder decoder = new ImageDecoder();
    private final Preprocessing preprocessing = new Preprocessing(SIZE, MEAN, STD);

    private final FloatBuffer tensor = ByteBuffer.allocateDirect(preprocessing.count() * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();

    private byte[] file = {};
    private Picture decoded = new RgbImage(1, 1, new byte[3]);

    /** Reads the file and decodes it for the steps that start with pixels. */
    @Setup
    public void read() throws IOException {
        file = Files.readAllBytes(Path.of(System.getProperty("pictures.dir", "."), picture + ".jpg"));
        decoded = decoder.decode(file);
    }

    @TearDown
    public void close() {
        decoded.close();
    }

    @Benchmark
    public int decode() {
        try (Picture picture = decoder.decode(file)) {
            return picture.width();
        }
    }

    @Benchmark
    public RgbImage resize() {
        return PillowResize.resize(decoded, SIZE, SIZE, ResizeRule.NEWEST);
    }

    @Benchmark
    public RgbImage decodeAndResize() {
        try (Picture picture = decoder.decode(file)) {
            return PillowResize.resize(picture, SIZE, SIZE, ResizeRule.NEWEST);
        }
    }

    @Benchmark
    public FloatBuffer decodeToTensor() {
        try (Picture picture = decoder.decode(file)) {
            preprocessing.normalise(preprocessing.resized(picture, ResizeRule.NEWEST), tensor);
            return tensor;
        }
    }
}
