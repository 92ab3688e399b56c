package dev.flsys.engine;

import static dev.flsys.testsupport.OnnxNetwork.BOOL;
import static dev.flsys.testsupport.OnnxNetwork.FLOAT;
import static dev.flsys.testsupport.OnnxNetwork.INT64;
import static dev.flsys.testsupport.OnnxNetwork.graph;
import static dev.flsys.testsupport.OnnxNetwork.number;
import static dev.flsys.testsupport.OnnxNetwork.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.engine.file.ModelFormat;
import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.testsupport.OnnxFile;
import dev.flsys.testsupport.OnnxNetwork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX files that need much memory, {@code x [batch, 4] -> y [batch, 4]}. */
class OnnxMemoryTest {

    /** Twelve gigabytes of floats. */
    private static final long HUGE = 3_000_000_000L;

    private static final String TOO_LARGE = "of memory for one tensor";
    private static final String CHOSEN = "depends on the values of the input";

    @TempDir
    Path folder;

    private record Hostile(String name, OnnxNetwork network, String reason) {

        @Override
        public String toString() {
            return name;
        }
    }

    @AfterEach
    void restore() {
        OnnxCalls.maxBytes = 0;
    }

    private static OnnxNetwork rows() {
        return new OnnxNetwork().input("x", FLOAT, -1, 4);
    }

    private static OnnxNetwork ended(OnnxNetwork network) {
        return network.node("ReduceSum", "large", "sum", number("keepdims", 0))
                .node("Add", "x sum", "y")
                .output("y", FLOAT, -1, 4);
    }

    private static OnnxNetwork one() {
        return rows().constant("one", FLOAT, OnnxFile.weights(1, 1), 1).constant("huge", INT64, longs(HUGE), 1);
    }

    private static byte[] longs(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            bytes.putLong(value);
        }
        return bytes.array();
    }

    static Stream<Hostile> hostile() {
        Map<String, OnnxNetwork> large = new TreeMap<>();
        large.put("constant", one().node("ConstantOfShape", "huge", "large"));
        large.put("expand", one().node("Expand", "one huge", "large"));
        large.put("tile", one().node("Tile", "one huge", "large"));
        large.put(
                "range",
                rows().constant("from", FLOAT, OnnxFile.weights(1, 0))
                        .constant("to", FLOAT, OnnxFile.weights(1, (float) HUGE))
                        .constant("step", FLOAT, OnnxFile.weights(1, 1))
                        .node("Range", "from to step", "large"));
        large.put("pad", one().constant("pads", INT64, longs(0, HUGE), 2).node("Pad", "one pads", "large"));
        large.put(
                "cast",
                rows().constant("floats", FLOAT, OnnxFile.weights(1, (float) HUGE), 1)
                        .node("Cast", "floats", "shape", number("to", INT64))
                        .node("ConstantOfShape", "shape", "large"));
        large.put(
                "product with the shape of the input",
                one().node("Shape", "x", "shape")
                        .node("Mul", "shape huge", "larger")
                        .node("ConstantOfShape", "larger", "large"));
        large.put(
                "part of a list",
                one().constant("two", INT64, longs(1, HUGE), 2)
                        .constant("second", INT64, longs(1), 1)
                        .node("Gather", "two second", "shape")
                        .node("ConstantOfShape", "shape", "large"));
        large.put("random", rows().node("RandomNormal", "", "large", numbers("shape", HUGE)));
        large.put(
                "outer product",
                rows().constant("shape", INT64, longs(60_000, 1), 2)
                        .node("ConstantOfShape", "shape", "column")
                        .node("Transpose", "column", "row")
                        .node("MatMul", "column row", "large"));
        large.put(
                "broadcast",
                rows().constant("shape", INT64, longs(60_000, 1), 2)
                        .node("ConstantOfShape", "shape", "column")
                        .node("Transpose", "column", "row")
                        .node("Add", "column row", "large"));
        OnnxNetwork doubled = rows().node("Identity", "x", "d0");
        for (int i = 0; i < 30; i++) {
            doubled.node("Concat", "d" + i + " d" + i, "d" + (i + 1), number("axis", 0));
        }
        large.put("doubled", doubled.node("Identity", "d30", "large"));
        large.put(
                "nodes in the order of their use",
                one().node("Identity", "constant", "large")
                        .node("ConstantOfShape", "later", "constant")
                        .node("Identity", "huge", "later"));
        OnnxNetwork branch =
                new OnnxNetwork().node("ConstantOfShape", "huge", "inner").output("inner", FLOAT, -1);
        large.put(
                "branch",
                one().constant("yes", BOOL, new byte[] {1})
                        .node("If", "yes", "large", graph("then_branch", branch), graph("else_branch", branch)));
        Map<String, OnnxNetwork> chosen = new TreeMap<>();
        chosen.put(
                "value of the input",
                rows().node("ReduceMax", "x", "most", number("keepdims", 0))
                        .constant("count", FLOAT, OnnxFile.weights(1, (float) HUGE), 1)
                        .node("Mul", "most count", "floats")
                        .node("Cast", "floats", "shape", number("to", INT64))
                        .node("ConstantOfShape", "shape", "large"));
        chosen.put(
                "number of values that are not zero",
                one().node("NonZero", "x", "places")
                        .node("Shape", "places", "shape")
                        .node("Mul", "shape huge", "larger")
                        .node("ConstantOfShape", "larger", "large"));
        chosen.put(
                "operator without a rule",
                rows().constant("half", INT64, longs(HUGE / 2, HUGE / 2), 2)
                        .constant("axis", INT64, longs(0))
                        .node("CumSum", "half axis", "sums")
                        .node("ReduceMax", "sums", "shape")
                        .node("ConstantOfShape", "shape", "large"));
        return Stream.concat(
                large.entrySet().stream().map(each -> new Hostile(each.getKey(), each.getValue(), TOO_LARGE)),
                chosen.entrySet().stream().map(each -> new Hostile(each.getKey(), each.getValue(), CHOSEN)));
    }

    @ParameterizedTest
    @MethodSource
    void hostile(Hostile hostile) throws IOException {
        EngineFile file = file("hostile", ended(hostile.network()).toByteArray());
        assertThatThrownBy(() -> Engines.load(file, InferenceDevice.AUTO, 4))
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining(hostile.reason());
    }

    private EngineFile file(String name, byte[] content) throws IOException {
        return new EngineFile(Files.write(folder.resolve(name + ".onnx"), content), ModelFormat.ONNX);
    }

    /** Doubles a tensor of a kilobyte as often as the largest value of the input. */
    private static OnnxNetwork growing() {
        OnnxNetwork body = new OnnxNetwork()
                .input("step", INT64)
                .input("continue", BOOL)
                .input("before", FLOAT, -1)
                .node("Identity", "continue", "still")
                .node("Concat", "before before", "after", number("axis", 0))
                .output("still", BOOL)
                .output("after", FLOAT, -1);
        return ended(rows().constant("start", FLOAT, OnnxFile.weights(256, 1), 256)
                .constant("yes", BOOL, new byte[] {1})
                .node("ReduceMax", "x", "most", number("keepdims", 0))
                .node("Cast", "most", "times", number("to", INT64))
                .node("Loop", "times yes start", "large", graph("body", body)));
    }

    private static void failByGrowing(EngineModel growing) {
        // four gigabytes
        assertThatThrownBy(() -> growing.forward(new float[] {22, 0, 0, 0}, 1, 4))
                .isInstanceOf(ForwardFailed.class)
                .hasMessageContaining("more memory than a call may take");
        assertThat(growing.forward(new float[4], 1, 4)[0]).containsOnly(256);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_model_that_grows_during_a_call_fails_alone_and_gives_the_memory_back() throws Exception {
        OnnxCalls.maxBytes = 200L << 20;
        EngineFile good = file("good", OnnxFile.linear(4, 4, 1));
        try (EngineModel other = Engines.load(good, InferenceDevice.AUTO, 4);
                EngineModel growing = Engines.load(file("growing", growing().toByteArray()), InferenceDevice.AUTO, 4)) {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread neighbour = new Thread(() -> {
                try {
                    while (!Thread.currentThread().isInterrupted()) {
                        assertThat(other.forward(new float[] {1, 1, 1, 1}, 1, 4)[0])
                                .containsOnly(4);
                    }
                } catch (Throwable failed) {
                    failure.set(failed);
                }
            });
            neighbour.start();
            failByGrowing(growing);
            long before = ModelMemory.residentBytes();
            for (int i = 0; i < 4; i++) {
                failByGrowing(growing);
            }
            // Four calls that kept their memory would take 500 MB. The heap of the JVM may also grow meanwhile.
            assertThat(ModelMemory.residentBytes() - before).isLessThan(250L << 20);
            neighbour.interrupt();
            neighbour.join();
            assertThat(failure).hasNullValue();
        }
    }
}
