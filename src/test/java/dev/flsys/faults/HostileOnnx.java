package dev.flsys.faults;

import static dev.flsys.testsupport.OnnxNetwork.FLOAT;
import static dev.flsys.testsupport.OnnxNetwork.INT64;
import static dev.flsys.testsupport.OnnxNetwork.graph;
import static dev.flsys.testsupport.OnnxNetwork.number;
import static dev.flsys.testsupport.OnnxNetwork.numbers;

import dev.flsys.testsupport.OnnxBytes;
import dev.flsys.testsupport.OnnxFile;
import dev.flsys.testsupport.OnnxNetwork;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** ONNX files that cannot be used, or that take time or memory. Inputs have the shape {@code [n, 3, 16, 16]}. */
final class HostileOnnx {

    /** Takes rows of numbers, and can be deployed. */
    static final String ROWS = "no_pictures";

    private static final int PIXELS = 3 * 16 * 16;
    private static final int BOOL = 9;
    private static final int STRING = 8;
    private static final long HUGE = 1L << 40;

    private HostileOnnx() {}

    private static OnnxNetwork pictures() {
        return new OnnxNetwork().input("x", FLOAT, -1, 3, 16, 16);
    }

    /** A classifier with three outputs that is good. */
    static byte[] good() {
        return pictures()
                .node("Flatten", "x", "flat")
                .constant("w", PIXELS, new float[3 * PIXELS])
                .node("MatMul", "flat w", "y")
                .output("y", FLOAT, -1, 3)
                .toByteArray();
    }

    /** Files that must be refused, by their names. */
    static Map<String, byte[]> refused() {
        Map<String, byte[]> all = new LinkedHashMap<>();
        for (String location : new String[] {"/etc/passwd", "../secret.bin", "missing.bin", "weights", "/dev/zero"}) {
            all.put("external" + location.replaceAll("\\W", "_"), OnnxFile.pictures(location));
        }
        all.put("cycle", ending("Add", "x b", "a").node("Identity", "a", "b").toByteArray());
        all.put("own_input", ending("Add", "x a", "a").toByteArray());
        all.put("missing_input", ending("Add", "x nowhere", "a").toByteArray());
        all.put("same_output", ending("Relu", "x", "a").node("Relu", "x", "a").toByteArray());
        all.put("unknown_operator", ending("Nowhere", "x", "a").toByteArray());
        all.put("python_operator", ending("PyOp", "x", "a").toByteArray());
        all.put(
                "custom_domain",
                joined(
                        flat(pictures()),
                        new OnnxBytes()
                                .with(7, new OnnxBytes().with(1, own("Relu", "x", "z")))
                                .toByteArray()));
        all.put(
                "opset_9999",
                pictures().node("Flatten", "x", "y").output("y", FLOAT, -1, -1).toByteArray(9_999));
        all.put(
                "opset_negative",
                pictures().node("Flatten", "x", "y").output("y", FLOAT, -1, -1).toByteArray(-1));
        all.put(
                "no_graph",
                new OnnxBytes().with(1, 8).with(8, new OnnxBytes().with(2, 13)).toByteArray());
        all.put("empty_graph", new OnnxNetwork().toByteArray());
        all.put(
                "bad_attribute",
                ending("Conv", "x x", "a", numbers("strides", -1, Long.MAX_VALUE))
                        .toByteArray());
        all.put("text_input", flat(new OnnxNetwork().input("x", STRING, -1, 3, 16, 16)));
        all.put("bool_input", flat(new OnnxNetwork().input("x", BOOL, -1, 3, 16, 16)));
        all.put("type_99", flat(new OnnxNetwork().input("x", 99, -1, 3, 16, 16)));
        all.put("huge_input", flat(new OnnxNetwork().input("x", FLOAT, -1, HUGE, HUGE, HUGE)));
        all.put("huge_batch", flat(new OnnxNetwork().input("x", FLOAT, 1L << 31, 3, 16, 16)));
        all.put("overflowing_input", flat(new OnnxNetwork().input("x", FLOAT, -1, 1L << 32, 1L << 32, 16)));
        all.put("huge_constant", withWeights(FLOAT, HUGE, HUGE));
        all.put("negative_constant", withWeights(FLOAT, -4, 3));
        all.put("short_constant", withWeights(FLOAT, PIXELS, 3));
        all.put("odd_constant", withWeights(99, 1));
        all.put("constant_of_shape", constantOfShape());
        all.put("rows_by_content", rowsByContent());
        all.put("deep_branches", branches(2_000));
        all.put("recursive_function", recursive());
        all.put(
                ROWS,
                new OnnxNetwork()
                        .input("x", FLOAT, -1, 10)
                        .node("Relu", "x", "y")
                        .output("y", FLOAT, -1, 10)
                        .toByteArray());
        return all;
    }

    /** {@link #good()} cut at {@code number} places, none of which leaves a whole file. */
    static Map<String, byte[]> truncated(int number) {
        Map<String, byte[]> all = new LinkedHashMap<>();
        byte[] whole = good();
        for (int i = 1; i <= number; i++) {
            int length = (int) ((long) i * (whole.length - 1) / (number + 1));
            all.put("cut_" + length, Arrays.copyOf(whole, length));
        }
        return all;
    }

    /** {@link #good()} with a few other bytes in its structure. Some of these files are good. */
    static Map<String, byte[]> mutated(int number) {
        Map<String, byte[]> all = new LinkedHashMap<>();
        Random random = new Random(4);
        for (int i = 0; i < number; i++) {
            byte[] bytes = good();
            int weights = 4 * 3 * PIXELS;
            for (int change = 0; change < 1 + i % 4; change++) {
                int at = random.nextInt(bytes.length - weights);
                // most of the structure is around the weights
                bytes[at < 100 ? at : at + weights] = (byte) random.nextInt();
            }
            all.put("mutated_" + i, bytes);
        }
        return all;
    }

    /** A network whose every call loops for ever. */
    static byte[] endless() {
        OnnxNetwork body = new OnnxNetwork()
                .input("step", INT64)
                .input("continue", BOOL)
                .input("before", FLOAT)
                .node("Identity", "continue", "still")
                .node("Add", "before before", "after")
                .output("still", BOOL)
                .output("after", FLOAT);
        return pictures()
                .constant("most", INT64, longs(Long.MAX_VALUE))
                .constant("yes", BOOL, new byte[] {1})
                .node("ReduceMax", "x", "start", number("keepdims", 0))
                .node("Loop", "most yes start", "end", graph("body", body))
                .node("Flatten", "x", "flat")
                .node("Add", "flat end", "y")
                .output("y", FLOAT, -1, PIXELS)
                .toByteArray();
    }

    /** {@link #good()}, except that every call takes {@code bytes} of memory, which no constant declares. */
    static byte[] memory(long bytes) {
        long values = bytes / Float.BYTES;
        return pictures()
                .constant("count", FLOAT, OnnxFile.weights(1, (float) values), 1)
                .node("ReduceMax", "x", "most", number("keepdims", 0))
                .node("Sub", "most most", "nothing")
                .node("Add", "nothing count", "floats")
                .node("Cast", "floats", "shape", number("to", INT64))
                .node("ConstantOfShape", "shape", "zeros")
                .node("ReduceSum", "zeros", "sum", number("keepdims", 0))
                .constant("w", PIXELS, new float[3 * PIXELS])
                .node("Flatten", "x", "flat")
                .node("MatMul", "flat w", "product")
                .node("Add", "product sum", "y")
                .output("y", FLOAT, -1, 3)
                .toByteArray();
    }

    /**
     * {@link #good()}, except that one operation of every call takes {@code bytes} at once. Its size follows from an
     * operator that the check of sizes does not know.
     */
    static byte[] unknownSize(long bytes) {
        int side = (int) Math.sqrt((double) bytes / Float.BYTES);
        OnnxBytes domain = new OnnxBytes().with(1, "com.microsoft").with(2, 1);
        OnnxBytes unknown = new OnnxBytes()
                .with(1, "ones")
                .with(2, "row")
                .with(4, "QuickGelu")
                .with(7, "com.microsoft");
        byte[] network = pictures()
                .constant("ones", 1, new float[side])
                .node("Transpose", "row", "column", numbers("perm", 1, 0))
                .node("Mul", "column row", "square")
                .node("ReduceMax", "square", "largest", number("keepdims", 0))
                .constant("w", PIXELS, new float[3 * PIXELS])
                .node("Flatten", "x", "flat")
                .node("MatMul", "flat w", "product")
                .node("Add", "product largest", "y")
                .output("y", FLOAT, -1, 3)
                .toByteArray();
        return joined(
                network,
                new OnnxBytes()
                        .with(8, domain)
                        .with(7, new OnnxBytes().with(1, unknown))
                        .toByteArray());
    }

    private static OnnxNetwork ending(String operator, String inputs, String output, OnnxBytes... attributes) {
        return pictures()
                .node(operator, inputs, output, attributes)
                .node("Flatten", output, "y")
                .output("y", FLOAT, -1, PIXELS);
    }

    private static byte[] flat(OnnxNetwork network) {
        return network.node("Flatten", "x", "y").output("y", FLOAT, -1, -1).toByteArray();
    }

    private static byte[] withWeights(int type, long... sizes) {
        return pictures()
                .node("Flatten", "x", "flat")
                .constant("w", type, new byte[4], sizes)
                .node("MatMul", "flat w", "y")
                .output("y", FLOAT, -1, -1)
                .toByteArray();
    }

    /** Weights whose size is a value of a constant: 32 TiB. */
    private static byte[] constantOfShape() {
        return pictures()
                .constant("shape", INT64, longs(1L << 33, 1L << 10), 2)
                .node("ConstantOfShape", "shape", "w")
                .node("Flatten", "x", "flat")
                .node("MatMul", "flat w", "y")
                .output("y", FLOAT, -1, -1)
                .toByteArray();
    }

    /** The number of rows of the answer is that of the pixels which are not zero. */
    private static byte[] rowsByContent() {
        return pictures()
                .node("NonZero", "x", "places")
                .node("Cast", "places", "floats", number("to", FLOAT))
                .node("Transpose", "floats", "y", numbers("perm", 1, 0))
                .output("y", FLOAT, -1, 4)
                .toByteArray();
    }

    private static byte[] branches(int depth) {
        OnnxNetwork inner = new OnnxNetwork().node("Identity", "flat", "out").output("out", FLOAT);
        for (int level = 0; level < depth; level++) {
            OnnxNetwork other =
                    new OnnxNetwork().node("Identity", "flat", "out").output("out", FLOAT);
            inner = new OnnxNetwork()
                    .node("If", "yes", "out", graph("then_branch", inner), graph("else_branch", other))
                    .output("out", FLOAT);
        }
        return pictures()
                .constant("yes", BOOL, new byte[] {1})
                .node("Flatten", "x", "flat")
                .node("If", "yes", "y", graph("then_branch", inner), graph("else_branch", inner))
                .output("y", FLOAT, -1, PIXELS)
                .toByteArray();
    }

    /** A node in an operator set of the model's own. */
    private static OnnxBytes own(String operator, String input, String output) {
        return new OnnxBytes().with(1, input).with(2, output).with(4, operator).with(7, "own");
    }

    /** A function that calls itself. */
    private static byte[] recursive() {
        OnnxBytes version = new OnnxBytes().with(1, "own").with(2, 1);
        OnnxBytes function = new OnnxBytes()
                .with(1, "Again")
                .with(4, "a")
                .with(5, "b")
                .with(7, own("Again", "a", "b"))
                .with(9, version)
                .with(10, "own");
        // fields may be in any order, and later ones are added
        byte[] network = flat(pictures().node("Relu", "x", "z"));
        byte[] more = new OnnxBytes()
                .with(8, version)
                .with(7, new OnnxBytes().with(1, own("Again", "z", "unused")))
                .with(25, function)
                .toByteArray();
        return joined(network, more);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] longs(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            bytes.putLong(value);
        }
        return bytes.array();
    }
}
