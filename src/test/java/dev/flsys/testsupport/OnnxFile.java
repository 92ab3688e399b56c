package dev.flsys.testsupport;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Small ONNX graphs, {@code inputs [batch, features] -> output [batch, outputs]}, of IR version 8 and operator set 13.
 */
public final class OnnxFile {

    private static final int FLOAT = OnnxNetwork.FLOAT;

    private OnnxFile() {}

    /**
     * {@code output = inputs x w} with every weight {@code weight}: each output is the weight times the sum of the row.
     */
    public static byte[] linear(int features, int outputs, float weight) {
        return network(features, outputs)
                .constant("w", FLOAT, weights(features * outputs, weight), features, outputs)
                .node("MatMul", "inputs w", "output")
                .toByteArray();
    }

    /** The same model with its weights in the file {@code location} beside it. */
    public static byte[] external(int features, int outputs, String location) {
        return network(features, outputs)
                .external(location, features, outputs)
                .node("MatMul", "inputs w", "output")
                .toByteArray();
    }

    /**
     * {@code output = inputs * w}, value by value, with the weights in the file {@code location} beside it. onnxruntime
     * uses such weights where they are, without a copy in another layout.
     */
    public static byte[] scaled(int features, String location) {
        return network(features, features)
                .external(location, features)
                .node("Mul", "inputs w", "output")
                .toByteArray();
    }

    /** {@code [n, 3, 8, 8]} times a matrix {@code [192, 3]} in the file {@code location}. */
    public static byte[] pictures(String location) {
        return new OnnxNetwork()
                .input("x", FLOAT, -1, 3, 8, 8)
                .external(location, 192, 3)
                .node("Flatten", "x", "flat")
                .node("MatMul", "flat w", "y")
                .output("y", FLOAT, -1, 3)
                .toByteArray();
    }

    /**
     * {@link #linear} with the weight 1, after a loop. The number of steps of the loop is the greatest value of the
     * batch: one batch ends at once, another one never.
     */
    public static byte[] looping(int features, int outputs) {
        OnnxNetwork body = new OnnxNetwork()
                .input("step", OnnxNetwork.INT64)
                .input("continue", OnnxNetwork.BOOL)
                .input("steps_before", FLOAT)
                .node("Identity", "continue", "still")
                .node("Add", "steps_before one", "steps_after")
                .output("still", OnnxNetwork.BOOL)
                .output("steps_after", FLOAT);
        return network(features, outputs)
                .constant("yes", OnnxNetwork.BOOL, new byte[] {1})
                .constant("zero", FLOAT, weights(1, 0))
                .constant("one", FLOAT, weights(1, 1))
                .constant("w", FLOAT, weights(features * outputs, 1), features, outputs)
                .node("ReduceMax", "inputs", "greatest", OnnxNetwork.number("keepdims", 0))
                .node("Cast", "greatest", "most", OnnxNetwork.number("to", OnnxNetwork.INT64))
                .node("Loop", "most yes zero", "steps", OnnxNetwork.graph("body", body))
                .node("Mul", "steps zero", "nothing")
                .node("MatMul", "inputs w", "sums")
                .node("Add", "sums nothing", "output")
                .toByteArray();
    }

    private static OnnxNetwork network(int features, int outputs) {
        return new OnnxNetwork().input("inputs", FLOAT, -1, features).output("output", FLOAT, -1, outputs);
    }

    /** The bytes of {@code count} weights. */
    public static byte[] weights(int count, float weight) {
        ByteBuffer values = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (values.hasRemaining()) {
            values.putFloat(weight);
        }
        return values.array();
    }
}
