package dev.flsys.testsupport;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes small ONNX graphs of IR version 8 and operator set 13, node by node. */
public final class OnnxNetwork {

    public static final int FLOAT = 1;
    public static final int UINT8 = 2;
    public static final int INT64 = 7;
    public static final int BOOL = 9;
    public static final int FLOAT16 = 10;
    public static final int DOUBLE = 11;

    private final OnnxBytes graph = new OnnxBytes().with(2, "graph");

    /** Adds an input; a size of -1 is any size. */
    public OnnxNetwork input(String name, int type, long... sizes) {
        graph.with(11, value(name, type, sizes));
        return this;
    }

    /** Adds an input that may be missing. */
    public OnnxNetwork optionalInput(String name, int type, long... sizes) {
        OnnxBytes element = new OnnxBytes().with(1, tensor(type, sizes));
        graph.with(
                11, new OnnxBytes().with(1, name).with(2, new OnnxBytes().with(9, new OnnxBytes().with(1, element))));
        return this;
    }

    public OnnxNetwork output(String name, int type, long... sizes) {
        graph.with(12, value(name, type, sizes));
        return this;
    }

    /**
     * Adds a node.
     *
     * @param inputs names between blanks
     */
    public OnnxNetwork node(String operator, String inputs, String output, OnnxBytes... attributes) {
        OnnxBytes node = new OnnxBytes();
        for (String input : inputs.split(" ", -1)) {
            node.with(1, input);
        }
        node.with(2, output).with(4, operator);
        for (OnnxBytes attribute : attributes) {
            node.with(5, attribute);
        }
        graph.with(1, node);
        return this;
    }

    public static OnnxBytes number(String name, long value) {
        return new OnnxBytes().with(1, name).with(3, value).with(20, 2);
    }

    public static OnnxBytes numbers(String name, long... values) {
        OnnxBytes attribute = new OnnxBytes().with(1, name);
        for (long value : values) {
            attribute.with(8, value);
        }
        return attribute.with(20, 7);
    }

    /** Adds a constant of the shape {@code [rows, values / rows]}. */
    public OnnxNetwork constant(String name, int rows, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        graph.with(
                5,
                new OnnxBytes()
                        .with(1, rows)
                        .with(1, values.length / rows)
                        .with(2, FLOAT)
                        .with(8, name)
                        .with(9, bytes.array()));
        return this;
    }

    /** Adds a constant of any type; {@code value} may have another size than the type and {@code sizes} need. */
    public OnnxNetwork constant(String name, int type, byte[] value, long... sizes) {
        OnnxBytes tensor = new OnnxBytes();
        for (long size : sizes) {
            tensor.with(1, size);
        }
        graph.with(5, tensor.with(2, type).with(8, name).with(9, value));
        return this;
    }

    /** Adds the constant {@code w}, which is in the file {@code location} beside the model. */
    public OnnxNetwork external(String location, long... sizes) {
        graph.with(5, OnnxBytes.externalTensor(location, sizes));
        return this;
    }

    /** An attribute whose value is a graph. */
    public static OnnxBytes graph(String name, OnnxNetwork value) {
        return new OnnxBytes().with(1, name).with(6, value.graph).with(20, 5);
    }

    public byte[] toByteArray() {
        return toByteArray(13);
    }

    /**
     * The bytes of the file.
     *
     * @param operators the version of the operator set
     */
    public byte[] toByteArray(long operators) {
        return new OnnxBytes()
                .with(1, 8)
                .with(8, new OnnxBytes().with(2, operators))
                .with(7, graph)
                .toByteArray();
    }

    private static OnnxBytes value(String name, int type, long... sizes) {
        return new OnnxBytes().with(1, name).with(2, new OnnxBytes().with(1, tensor(type, sizes)));
    }

    private static OnnxBytes tensor(int type, long... sizes) {
        OnnxBytes shape = new OnnxBytes();
        for (long size : sizes) {
            shape.with(1, size < 0 ? new OnnxBytes() : new OnnxBytes().with(1, size));
        }
        return new OnnxBytes().with(1, type).with(2, shape);
    }
}
