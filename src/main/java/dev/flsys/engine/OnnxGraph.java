package dev.flsys.engine;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.flsys.engine.file.ModelUnusable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names of the classes of an ONNX file, and its last operation. Reads the wire format of {@code onnx.proto} (field
 * numbers of ONNX 1.19) and keeps no weights. onnxruntime has loaded the file already, so it is well-formed.
 */
final class OnnxGraph {

    /** A longer list has no names of classes. */
    private static final int MAX_CLASSES = 100_000;

    private static final int MAX_TENSOR_BYTES = MAX_CLASSES * Long.BYTES;
    private static final int INT32 = 6;
    private static final int INT64 = 7;
    private static final int STRING = 8;

    /**
     * Operations that keep values, or take the mean or the largest of some: their results are limited if those values
     * are.
     */
    private static final Set<String> KEEPING = Set.of(
            "Identity",
            "Reshape",
            "Flatten",
            "Squeeze",
            "Unsqueeze",
            "Cast",
            "Transpose",
            "Dropout",
            "AveragePool",
            "GlobalAveragePool",
            "MaxPool",
            "GlobalMaxPool",
            "ReduceMean",
            "ReduceMax");

    /**
     * Operations whose results are not limited to 0 to 1. All other operations, such as functions of the file, may
     * limit their results.
     */
    private static final Set<String> UNLIMITED = Set.of(
            "Gemm",
            "MatMul",
            "Add",
            "Conv",
            "Relu",
            "LeakyRelu",
            "PRelu",
            "Elu",
            "LogSoftmax",
            "Log",
            "BatchNormalization",
            "InstanceNormalization",
            "LayerNormalization");

    private final Map<String, Node> producers = new HashMap<>();
    /** The lists of classes that operators of classifiers have, and constants that are called classes. */
    private final Set<List<String>> classes = new LinkedHashSet<>();

    private record Node(String operator, String input) {}

    private interface Fields {
        /** Reads the field {@code number}; false if it does not know the field. */
        boolean read(int number, boolean bytes) throws IOException;
    }

    private final CodedInputStream input;

    private OnnxGraph(CodedInputStream input) {
        this.input = input;
    }

    /** @throws ModelUnusable if the file cannot be read */
    static OnnxGraph of(Path file) {
        try (InputStream bytes = Files.newInputStream(file)) {
            OnnxGraph graph = new OnnxGraph(CodedInputStream.newInstance(bytes));
            graph.each((number, message) -> number == 7 && message && graph.inside(graph::graph));
            return graph;
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new ModelUnusable("cannot be read", unreadable);
        }
    }

    /** The names of {@code count} classes in the order of the outputs; empty if the file has none, or several lists. */
    List<String> classes(int count) {
        List<List<String>> fitting =
                classes.stream().filter(names -> names.size() == count).toList();
        return fitting.size() == 1 ? fitting.get(0) : List.of();
    }

    /** The last operation before the output {@code name}. */
    AnswerKind.Ending ending(String name) {
        String operator = operator(name);
        return switch (operator) {
            case "Sigmoid" -> AnswerKind.Ending.SIGMOID;
            case "Softmax" -> AnswerKind.Ending.SOFTMAX;
            default -> UNLIMITED.contains(operator) ? AnswerKind.Ending.OTHER : AnswerKind.Ending.UNKNOWN;
        };
    }

    /** The operator that computes the output {@code name}; empty if there is none. */
    String operator(String name) {
        Node node = producers.get(name);
        for (int steps = 0; node != null && KEEPING.contains(node.operator) && steps <= producers.size(); steps++) {
            node = producers.get(node.input);
        }
        return node == null ? "" : node.operator;
    }

    private boolean graph(int number, boolean bytes) throws IOException {
        return switch (bytes ? number : 0) {
            case 1 -> {
                NodeFields node = new NodeFields();
                inside(node);
                node.outputs.forEach(output -> producers.put(output, new Node(node.operator, node.first)));
                yield true;
            }
            case 5 -> {
                Tensor tensor = new Tensor();
                if (inside(tensor) && tensor.name.startsWith("classes")) {
                    add(tensor.texts());
                }
                yield true;
            }
            default -> false;
        };
    }

    private void add(List<String> names) {
        if (names.size() > 1 && names.size() <= MAX_CLASSES) {
            classes.add(List.copyOf(names));
        }
    }

    private final class NodeFields implements Fields {

        private String operator = "";
        private String first = "";
        private final List<String> outputs = new ArrayList<>();

        @Override
        public boolean read(int number, boolean bytes) throws IOException {
            switch (bytes ? number : 0) {
                case 1 -> {
                    String name = input.readString();
                    first = first.isEmpty() ? name : first;
                }
                case 2 -> outputs.add(input.readString());
                case 4 -> operator = input.readString();
                case 5 -> {
                    Attribute attribute = new Attribute();
                    inside(attribute);
                    if (attribute.name.startsWith("classlabels_")) {
                        add(attribute.values);
                    }
                }
                default -> {
                    return false;
                }
            }
            return true;
        }
    }

    private final class Attribute implements Fields {

        private String name = "";
        private final List<String> values = new ArrayList<>();

        @Override
        public boolean read(int number, boolean bytes) throws IOException {
            if (number == 1 && bytes) {
                name = input.readString();
            } else if (number == 8) {
                integers(bytes, values);
            } else if (number == 9 && bytes) {
                text(values);
            } else {
                return false;
            }
            return true;
        }
    }

    private final class Tensor implements Fields {

        private String name = "";
        private int type;
        private final List<String> values = new ArrayList<>();
        private byte[] raw = {};

        @Override
        public boolean read(int number, boolean bytes) throws IOException {
            switch (number) {
                case 2 -> type = input.readInt32();
                case 8 -> name = input.readString();
                case 5, 7 -> integers(bytes, values);
                case 6 -> text(values);
                case 9 -> {
                    int length = input.readRawVarint32();
                    if (length > MAX_TENSOR_BYTES) {
                        input.skipRawBytes(length);
                    } else {
                        raw = input.readRawBytes(length);
                    }
                }
                default -> {
                    return false;
                }
            }
            return true;
        }

        List<String> texts() {
            ByteBuffer numbers = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
            while (type == INT64 && numbers.remaining() >= Long.BYTES) {
                values.add(String.valueOf(numbers.getLong()));
            }
            while (type == INT32 && numbers.remaining() >= Integer.BYTES) {
                values.add(String.valueOf(numbers.getInt()));
            }
            return type == INT64 || type == INT32 || type == STRING ? values : List.of();
        }
    }

    private void text(List<String> values) throws IOException {
        String text = input.readString();
        if (values.size() <= MAX_CLASSES) {
            values.add(text);
        }
    }

    /** Reads one number, or several in one field. */
    private void integers(boolean packed, List<String> values) throws IOException {
        int end = packed ? input.pushLimit(input.readRawVarint32()) : 0;
        do {
            long value = input.readInt64();
            if (values.size() <= MAX_CLASSES) {
                values.add(String.valueOf(value));
            }
        } while (packed && input.getBytesUntilLimit() > 0);
        if (packed) {
            input.popLimit(end);
        }
    }

    private boolean inside(Fields fields) throws IOException {
        int end = input.pushLimit(input.readRawVarint32());
        each(fields);
        input.popLimit(end);
        return true;
    }

    private void each(Fields fields) throws IOException {
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            boolean bytes = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            if (!fields.read(WireFormat.getTagFieldNumber(tag), bytes)) {
                input.skipField(tag);
            }
        }
    }
}
