package dev.flsys.bench;

import dev.flsys.weights.WeightTensor;
import dev.flsys.weights.WeightsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;
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

/** Opens a safetensors file of 100 MB, which is in the page cache, and reads all of its tensors into memory. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class WeightsBenchmark {

    private static final int BYTES = 100 << 20;

    @Param({"25", "5000"})
    public int tensors;

    private Path file = Path.of("");
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    @Setup
    public void write() throws IOException {
        int bytes = BYTES / tensors / Float.BYTES * Float.BYTES;
        StringJoiner header = new StringJoiner(",", "{", "}");
        for (int i = 0; i < tensors; i++) {
            header.add("\"layer.%d.weight\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[%d,%d]}"
                    .formatted(i, bytes / Float.BYTES, (long) i * bytes, (i + 1L) * bytes));
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer content = ByteBuffer.allocate(Long.BYTES + json.length + tensors * bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json);
        file = Files.write(Files.createTempFile("weights", ".safetensors"), content.array());
        buffer = ByteBuffer.allocate(bytes);
    }

    @TearDown
    public void delete() throws IOException {
        Files.delete(file);
    }

    @Benchmark
    public long read() throws Exception {
        long bytes = 0;
        try (WeightsFile weights = WeightsFile.open(file)) {
            for (WeightTensor tensor : weights.tensors()) {
                weights.read(tensor, buffer.clear());
                bytes += tensor.bytes();
            }
        }
        return bytes;
    }
}
