package dev.flsys;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Small ONNX graphs, {@code inputs [batch, features] -> output [batch, outputs]}, of IR version 8 and operator set 13. */
public final class OnnxFile {

    private static final int FLOAT = 1;

    private OnnxFile() {}

    /** {@code output = inputs x w} with every weight {@code weight}: each output is the weight times the sum of the row. */
    public static byte[] linear(int features, int outputs, float weight) {
        OnnxBytes tensor = new OnnxBytes()
                .with(1, features)
                .with(1, outputs)
                .with(2, FLOAT)
                .with(8, "w")
                .with(9, weights(features * outputs, weight));
        return model(features, outputs, tensor);
    }

    /** The same with its weights in another file, {@code location}, beside it. */
    public static byte[] external(int features, int outputs, String location) {
        return model(features, outputs, OnnxBytes.externalTensor(location, features, outputs));
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
