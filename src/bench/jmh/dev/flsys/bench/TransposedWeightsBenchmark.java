package dev.flsys.bench;

import dev.flsys.weights.WeightTensor;
import dev.flsys.weights.WeightsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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

/** Opens a NumPy file with one matrix in Fortran order, which is in the page cache, and reads it row by row. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class TransposedWeightsBenchmark {

    private static final int START = 128;

    /** Rows and columns; 4 MiB and 100 MiB of float32. */
    @Param({"1024", "5120"})
    public int side;

    private Path file = Path.of("");
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    @Setup
    public void write() throws IOException {
        int bytes = side * side * Float.BYTES;
        String header = "{'descr': '<f4', 'fortran_order': True, 'shape': (%d, %d), }".formatted(side, side);
        String padded = header + " ".repeat(START - 10 - header.length() - 1) + "\n";
        ByteBuffer content = ByteBuffer.allocate(START + bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) padded.length())
                .put(padded.getBytes(StandardCharsets.US_ASCII));
        file = Files.write(Files.createTempFile("weights", ".npy"), content.array());
        buffer = ByteBuffer.allocate(bytes);
    }

    @TearDown
    public void delete() throws IOException {
        Files.delete(file);
    }

    @Benchmark
    public long read() throws Exception {
        try (WeightsFile weights = WeightsFile.open(file)) {
            WeightTensor tensor = weights.tensors().get(0);
            weights.read(tensor, buffer.clear());
            return tensor.bytes();
        }
    }
}
