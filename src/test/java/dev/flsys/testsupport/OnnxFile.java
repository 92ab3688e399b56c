package dev.flsys.testsupport;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Small ONNX graphs, {@code inputs [batch, features] -> output [batch, outputs]}, of IR version 8 and operator set 13.
 */
public final class OnnxFile {

    private static final int FLOAT = 1;

    private OnnxFile() {}

    /**
     * {@code output = inputs x w} with every weight {@code weight}: each output is the weight times the sum of the row.
     */
    public static byte[] linear(int features, int outputs, float weight) {
        OnnxBytes tensor = new OnnxBytes()
                .with(1, features)
                .with(1, outputs)
                .with(2, FLOAT)
                .with(8, "w")
                .with(9, weights(features * outputs, weight));
        return model(features, outputs, tensor);
    }

    /** The same model with its weights in the file {@code location} beside it. */
    public static byte[] external(int features, int outputs, String location) {
        return model(features, outputs, OnnxBytes.externalTensor(location, features, outputs));
    }

    /**
     * {@code output = inputs * w}, value by value, with the weights in the file {@code location} beside it. onnxruntime
     * uses such weights where they are, without a copy in another layout.
     */
    public static byte[] scaled(int features, String location) {
        return model(new OnnxBytes()
                .with(1, node("Mul", "inputs w", "output"))
                .with(2, "graph")
                .with(5, OnnxBytes.externalTensor(location, features))
                .with(11, value("inputs", features))
                .with(12, value("output", features)));
    }

    /**
     * {@link #linear} with the weight 1, after a loop. The number of steps of the loop is the greatest value of the
     * batch: one batch ends at once, another one never.
     */
    public static byte[] looping(int features, int outputs) {
        OnnxBytes body = new OnnxBytes()
                .with(1, node("Identity", "continue", "still"))
                .with(1, node("Add", "steps_before one", "steps_after"))
                .with(2, "body")
                .with(11, scalar("step", 7))
                .with(11, scalar("continue", 9))
                .with(11, scalar("steps_before", FLOAT))
                .with(12, scalar("still", 9))
                .with(12, scalar("steps_after", FLOAT));
        OnnxBytes graph = new OnnxBytes()
                .with(1, node("ReduceMax", "inputs", "greatest").with(5, attribute("keepdims", 0)))
                .with(1, node("Cast", "greatest", "most").with(5, attribute("to", 7)))
                .with(1, node("Loop", "most yes zero", "steps").with(5, attribute("body", body)))
                .with(1, node("Mul", "steps zero", "nothing"))
                .with(1, node("MatMul", "inputs w", "sums"))
                .with(1, node("Add", "sums nothing", "output"))
                .with(2, "graph")
                .with(5, tensor("yes", 9, new byte[] {1}))
                .with(5, tensor("zero", FLOAT, weights(1, 0)))
                .with(5, tensor("one", FLOAT, weights(1, 1)))
                .with(
                        5,
                        new OnnxBytes()
                                .with(1, features)
                                .with(1, outputs)
                                .with(2, FLOAT)
                                .with(8, "w")
                                .with(9, weights(features * outputs, 1)))
                .with(11, value("inputs", features))
                .with(12, value("output", outputs));
        return model(graph);
    }

    private static OnnxBytes node(String operator, String inputs, String output) {
        OnnxBytes node = new OnnxBytes();
        for (String input : inputs.split(" ", -1)) {
            node.with(1, input);
        }
        return node.with(2, output).with(4, operator);
    }

    private static OnnxBytes attribute(String name, long value) {
        return new OnnxBytes().with(1, name).with(3, value).with(20, 2);
    }

    private static OnnxBytes attribute(String name, OnnxBytes graph) {
        return new OnnxBytes().with(1, name).with(6, graph).with(20, 5);
    }

    private static OnnxBytes scalar(String name, int type) {
        OnnxBytes tensor = new OnnxBytes().with(1, type).with(2, new OnnxBytes());
        return new OnnxBytes().with(1, name).with(2, new OnnxBytes().with(1, tensor));
    }

    private static OnnxBytes tensor(String name, int type, byte[] value) {
        return new OnnxBytes().with(2, type).with(8, name).with(9, value);
    }

    /** The bytes of {@code count} weights. */
    public static byte[] weights(int count, float weight) {
        ByteBuffer values = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (values.hasRemaining()) {
            values.putFloat(weight);
        }
        return values.array();
    }

    private static byte[] model(int features, int outputs, OnnxBytes weights) {
        OnnxBytes node = new OnnxBytes()
                .with(1, "inputs")
                .with(1, "w")
                .with(2, "output")
                .with(3, "linear")
                .with(4, "MatMul");
        OnnxBytes graph = new OnnxBytes()
                .with(1, node)
                .with(2, "graph")
                .with(5, weights)
                .with(11, value("inputs", features))
                .with(12, value("output", outputs));
        return model(graph);
    }

    private static byte[] model(OnnxBytes graph) {
        return new OnnxBytes()
                .with(1, 8)
                .with(8, new OnnxBytes().with(2, 13))
                .with(7, graph)
                .toByteArray();
    }

    private static OnnxBytes value(String name, int columns) {
        OnnxBytes shape =
                new OnnxBytes().with(1, new OnnxBytes().with(2, "batch")).with(1, new OnnxBytes().with(1, columns));
        OnnxBytes type = new OnnxBytes().with(1, new OnnxBytes().with(1, FLOAT).with(2, shape));
        return new OnnxBytes().with(1, name).with(2, type);
    }
}
