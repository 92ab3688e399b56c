package dev.flsys.engine.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Operations, inputs and outputs that are added to the graph of an ONNX file by appending {@link #bytes} to it. The
 * file then has two messages {@code graph}, and parsers of protobuf read such messages as one: the lists of the second
 * follow those of the first (protobuf.dev, "Encoding", "Last One Wins"). So the existing content of the file is not
 * rewritten.
 */
final class GraphAddition {

    private static final String PREFIX = "flsys/";
    private static final int FLOAT = 1;
    private static final int INT64 = 7;

    /**
     * The numbers of the fields of {@code GraphProto}, {@code NodeProto}, {@code AttributeProto}, {@code TensorProto}.
     */
    private static final int MODEL_GRAPH = 7;

    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_INPUT = 11;
    private static final int GRAPH_OUTPUT = 12;

    private static final int KIND_INT = 2;
    private static final int KIND_STRING = 3;
    private static final int KIND_TENSOR = 4;
    private static final int KIND_INTS = 7;

    private final ByteArrayOutputStream graph = new ByteArrayOutputStream();
    private int names;

    private interface Fields {
        void write(CodedOutputStream to) throws IOException;
    }

    /** An attribute of an operation, in the wire format. */
    record Attribute(ByteString bytes) {

        static Attribute integer(String name, long value) {
            return new Attribute(message(to -> {
                to.writeString(1, name);
                to.writeInt64(3, value);
                to.writeInt32(20, KIND_INT);
            }));
        }

        static Attribute integers(String name, List<Double> values) {
            return new Attribute(message(to -> {
                to.writeString(1, name);
                for (double value : values) {
                    to.writeInt64(8, (long) value);
                }
                to.writeInt32(20, KIND_INTS);
            }));
        }

        static Attribute text(String name, String value) {
            return new Attribute(message(to -> {
                to.writeString(1, name);
                to.writeByteArray(4, value.getBytes(StandardCharsets.UTF_8));
                to.writeInt32(20, KIND_STRING);
            }));
        }
    }

    /** A name that no operation of the file has. */
    String name() {
        return PREFIX + names++;
    }

    /** Adds an operation with one output, and returns the name of the output. */
    String node(String operator, List<String> inputs, Attribute... attributes) {
        return node(operator, inputs, List.of(name()), attributes).get(0);
    }

    /** Adds an operation, and returns the names of its outputs. */
    List<String> node(String operator, List<String> inputs, List<String> outputs, Attribute... attributes) {
        field(GRAPH_NODE, message(to -> {
            for (String input : inputs) {
                to.writeString(1, input);
            }
            for (String output : outputs) {
                to.writeString(2, output);
            }
            to.writeString(3, name());
            to.writeString(4, operator);
            for (Attribute attribute : attributes) {
                to.writeBytes(5, attribute.bytes());
            }
        }));
        return outputs;
    }

    /** Adds a constant list of integers. */
    String integers(long... values) {
        ByteString tensor = message(to -> {
            to.writeInt64(1, values.length);
            to.writeInt32(2, INT64);
            for (long value : values) {
                to.writeInt64(7, value);
            }
        });
        return node("Constant", List.of(), new Attribute(message(to -> {
            to.writeString(1, "value");
            to.writeBytes(5, tensor);
            to.writeInt32(20, KIND_TENSOR);
        })));
    }

    /** Adds an operation that converts numbers to floats. */
    String asFloat(String from) {
        return node("Cast", List.of(from), Attribute.integer("to", FLOAT));
    }

    /** Adds an input of floats of any shape. */
    String input() {
        String name = name();
        field(GRAPH_INPUT, floats(name));
        return name;
    }

    /** Adds an output of floats with the values of {@code from}. */
    String output(String from) {
        String name = node("Identity", List.of(from));
        field(GRAPH_OUTPUT, floats(name));
        return name;
    }

    private static ByteString floats(String name) {
        ByteString tensor = message(to -> to.writeInt32(1, FLOAT));
        ByteString type = message(to -> to.writeBytes(1, tensor));
        return message(to -> {
            to.writeString(1, name);
            to.writeBytes(2, type);
        });
    }

    private void field(int number, ByteString value) {
        write(graph, to -> to.writeBytes(number, value));
    }

    /** The bytes to append to the file. */
    byte[] bytes() {
        return message(to -> to.writeByteArray(MODEL_GRAPH, graph.toByteArray()))
                .toByteArray();
    }

    private static ByteString message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(bytes, fields);
        return ByteString.copyFrom(bytes.toByteArray());
    }

    private static void write(ByteArrayOutputStream bytes, Fields fields) {
        try {
            CodedOutputStream to = CodedOutputStream.newInstance(bytes);
            fields.write(to);
            to.flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
