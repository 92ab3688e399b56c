package dev.flsys.engine.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the nodes, shapes and small constants of an ONNX file: the wire format of {@code onnx.proto} (field numbers of
 * ONNX 1.19). Keeps no weights. A message that is in the file twice is one message with the fields of both, as in
 * protobuf's own parsers.
 */
final class GraphReader {

    /** The limit of protobuf's own parsers; onnxruntime reads nothing deeper. */
    private static final int MAX_DEPTH = 100;

    /** Networks with 10,000 layers have about 100,000 messages. */
    private static final int MAX_PARTS = 500_000;

    private static final int VARINT = WireFormat.WIRETYPE_VARINT;
    private static final int FIXED32 = WireFormat.WIRETYPE_FIXED32;
    private static final int FIXED64 = WireFormat.WIRETYPE_FIXED64;
    private static final int BYTES = WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private static final int MAX_NUMBERS = 2_000_000;
    private static final int MAX_TEXT = 1 << 16;

    final Graph graph = new Graph();
    /** The functions of the file, by domain, a colon and name. */
    final Map<String, Graph> functions = new HashMap<>();

    /** The version of the standard operators; 0 if the file names none. */
    int opset;

    private final CodedInputStream input;
    private int depth;
    private int parts;
    private int numbersKept;

    private interface Fields {
        /** Reads the field of {@code tag}, its number and wire type. Returns false if the field is unknown. */
        boolean read(int tag) throws IOException;
    }

    /** @throws IOException if the file cannot be read, or is not a protobuf message */
    GraphReader(InputStream bytes) throws IOException {
        input = CodedInputStream.newInstance(bytes);
        each(tag -> switch (tag) {
            case 7 << 3 | BYTES -> inside(graphFields(graph));
            case 25 << 3 | BYTES -> function();
            case 8 << 3 | BYTES -> operators();
            default -> false;
        });
    }

    private boolean operators() throws IOException {
        String[] domain = {""};
        int[] version = {0};
        inside(tag -> {
            switch (tag) {
                case 1 << 3 | BYTES -> domain[0] = text();
                case 2 << 3 | VARINT -> version[0] = input.readInt32();
                default -> {
                    return false;
                }
            }
            return true;
        });
        if (domain[0].isEmpty() || domain[0].equals("ai.onnx")) {
            opset = version[0];
        }
        return true;
    }

    private Fields graphFields(Graph to) {
        return tag -> switch (tag) {
            case 1 << 3 | BYTES -> node(to);
            case 5 << 3 | BYTES -> {
                Tensor tensor = new Tensor();
                inside(tensor);
                to.constants.put(tensor.name, tensor.value());
                yield true;
            }
            case 11 << 3 | BYTES -> {
                ValueInfo info = new ValueInfo();
                inside(info);
                to.inputs.put(info.name, info.value());
                yield true;
            }
            case 12 << 3 | BYTES -> {
                ValueInfo info = new ValueInfo();
                inside(info);
                to.outputs.add(info.name);
                yield true;
            }
            default -> false;
        };
    }

    private boolean function() throws IOException {
        Graph function = new Graph();
        String[] name = {"", ""};
        inside(tag -> {
            switch (tag) {
                case 1 << 3 | BYTES -> name[1] = text();
                case 4 << 3 | BYTES -> function.inputs.put(text(), Value.unknown(true));
                case 5 << 3 | BYTES -> function.outputs.add(text());
                case 7 << 3 | BYTES -> node(function);
                case 10 << 3 | BYTES -> name[0] = text();
                default -> {
                    return false;
                }
            }
            return true;
        });
        functions.put(name[0] + ":" + name[1], function);
        return true;
    }

    private boolean node(Graph to) throws IOException {
        Node node = new Node();
        inside(tag -> {
            switch (tag) {
                case 1 << 3 | BYTES -> node.inputs.add(text());
                case 2 << 3 | BYTES -> node.outputs.add(text());
                case 4 << 3 | BYTES -> node.operator = text();
                case 7 << 3 | BYTES -> node.domain = text();
                case 5 << 3 | BYTES -> attribute(node);
                default -> {
                    return false;
                }
            }
            return true;
        });
        to.nodes.add(node);
        return true;
    }

    private void attribute(Node node) throws IOException {
        Node.Attribute attribute = new Node.Attribute();
        Graph single = new Graph();
        inside(tag -> {
            switch (tag) {
                case 1 << 3 | BYTES -> attribute.name = text();
                case 2 << 3 | FIXED32 -> attribute.number = input.readFloat();
                case 3 << 3 | VARINT -> attribute.number = input.readInt64();
                case 5 << 3 | BYTES -> {
                    Tensor tensor = new Tensor();
                    inside(tensor);
                    attribute.tensor = tensor.value();
                }
                case 6 << 3 | BYTES -> {
                    if (attribute.graphs.isEmpty()) {
                        attribute.graphs.add(single);
                    }
                    inside(graphFields(single));
                }
                case 7 << 3 | BYTES, 7 << 3 | FIXED32 -> floats(isPacked(tag), attribute.numbers);
                case 8 << 3 | BYTES, 8 << 3 | VARINT -> integers(isPacked(tag), attribute.numbers);
                case 11 << 3 | BYTES -> {
                    Graph next = new Graph();
                    attribute.graphs.add(next);
                    inside(graphFields(next));
                }
                case 4 << 3 | BYTES -> attribute.text = text();
                case 21 << 3 | BYTES -> attribute.reference = text();
                default -> {
                    return false;
                }
            }
            return true;
        });
        node.attributes.put(attribute.name, attribute);
    }

    /** {@code TensorProto}. */
    private final class Tensor implements Fields {

        private String name = "";
        private int type;
        private final List<Double> sizes = new ArrayList<>();
        private final List<Double> numbers = new ArrayList<>();
        private byte[] raw = {};

        @Override
        public boolean read(int tag) throws IOException {
            switch (tag) {
                case 1 << 3 | BYTES, 1 << 3 | VARINT -> integers(isPacked(tag), sizes);
                case 2 << 3 | VARINT -> type = input.readInt32();
                case 4 << 3 | BYTES, 4 << 3 | FIXED32 -> floats(isPacked(tag), numbers);
                case 5 << 3 | BYTES,
                        5 << 3 | VARINT,
                        7 << 3 | BYTES,
                        7 << 3 | VARINT,
                        11 << 3 | BYTES,
                        11 << 3 | VARINT -> integers(isPacked(tag), numbers);
                case 10 << 3 | BYTES, 10 << 3 | FIXED64 -> doubles(isPacked(tag), numbers);
                case 8 << 3 | BYTES -> name = text();
                case 9 << 3 | BYTES -> {
                    int length = input.readRawVarint32();
                    if (length < 0 || length > Value.MAX_NUMBERS * Long.BYTES) {
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

        Value value() {
            ByteBuffer bytes = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
            int width =
                    switch (type) {
                        case 1, 6, 12 -> 4;
                        case 7, 11, 13 -> 8;
                        case 2, 3, 9 -> 1;
                        case 4, 5 -> 2;
                        default -> Integer.MAX_VALUE;
                    };
            while (bytes.remaining() >= width && numbersKept < MAX_NUMBERS) {
                numbersKept++;
                numbers.add(
                        switch (type) {
                            case 1 -> (double) bytes.getFloat();
                            case 11 -> bytes.getDouble();
                            case 6 -> (double) bytes.getInt();
                            case 12 -> (double) (bytes.getInt() & 0xFFFF_FFFFL);
                            case 4 -> (double) (bytes.getShort() & 0xFFFF);
                            case 5 -> (double) bytes.getShort();
                            case 2, 9 -> (double) (bytes.get() & 0xFF);
                            case 3 -> (double) bytes.get();
                            default -> (double) bytes.getLong();
                        });
            }
            double[] shape = sizes.stream().mapToDouble(each -> each).toArray();
            boolean whole = Value.constant(type, shape, null).count() == numbers.size();
            // The elements of a type without a rule are unknown, and so is every size that they decide.
            Value value = Value.constant(
                    type,
                    shape,
                    whole && numbers.size() <= Value.MAX_NUMBERS
                            ? numbers.stream().mapToDouble(each -> each).toArray()
                            : null);
            return value.numbers() == null ? value.from(true, false) : value;
        }
    }

    /** {@code ValueInfoProto} of a tensor. */
    private final class ValueInfo implements Fields {

        private String name = "";
        private int type = Value.FLOAT;
        private final List<Double> sizes = new ArrayList<>();
        private boolean shaped;

        @Override
        public boolean read(int tag) throws IOException {
            switch (tag) {
                case 1 << 3 | BYTES -> name = text();
                case 2 << 3 | BYTES -> inside(kind -> kind == (1 << 3 | BYTES) && inside(this::tensor));
                default -> {
                    return false;
                }
            }
            return true;
        }

        private boolean tensor(int tag) throws IOException {
            switch (tag) {
                case 1 << 3 | VARINT -> type = input.readInt32();
                case 2 << 3 | BYTES -> {
                    shaped = true;
                    inside(one -> one == (1 << 3 | BYTES) && size());
                }
                default -> {
                    return false;
                }
            }
            return true;
        }

        private boolean size() throws IOException {
            double[] size = {-1};
            inside(tag -> {
                if (tag != (1 << 3 | VARINT)) {
                    return false;
                }
                size[0] = input.readInt64();
                return true;
            });
            sizes.add(size[0]);
            return true;
        }

        Value value() {
            return Value.of(
                    type, shaped ? sizes.stream().mapToDouble(each -> each).toArray() : null);
        }
    }

    private void integers(boolean packed, List<Double> to) throws IOException {
        list(packed, to, () -> (double) input.readInt64());
    }

    private void floats(boolean packed, List<Double> to) throws IOException {
        list(packed, to, () -> (double) input.readFloat());
    }

    private void doubles(boolean packed, List<Double> to) throws IOException {
        list(packed, to, input::readDouble);
    }

    private static boolean isPacked(int tag) {
        return WireFormat.getTagWireType(tag) == BYTES;
    }

    private String text() throws IOException {
        int length = input.readRawVarint32();
        if (length < 0 || length > MAX_TEXT) {
            throw new InvalidProtocolBufferException("Too long a text");
        }
        return new String(input.readRawBytes(length), StandardCharsets.UTF_8);
    }

    private interface Element {
        double read() throws IOException;
    }

    /** Reads one number, or several in one field. One more than {@link Value#MAX_NUMBERS} are kept. */
    private void list(boolean packed, List<Double> to, Element number) throws IOException {
        int end = packed ? input.pushLimit(input.readRawVarint32()) : 0;
        do {
            if (packed && input.getBytesUntilLimit() == 0) {
                break;
            }
            double value = number.read();
            if (to.size() <= Value.MAX_NUMBERS && numbersKept < MAX_NUMBERS) {
                to.add(value);
                numbersKept++;
            }
        } while (packed && input.getBytesUntilLimit() > 0);
        if (packed) {
            input.popLimit(end);
        }
    }

    private boolean inside(Fields fields) throws IOException {
        if (++depth > MAX_DEPTH || ++parts > MAX_PARTS) {
            throw new InvalidProtocolBufferException("Too deep or too long");
        }
        int end = input.pushLimit(input.readRawVarint32());
        each(fields);
        input.popLimit(end);
        depth--;
        return true;
    }

    private void each(Fields fields) throws IOException {
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            if (!fields.read(tag) && !input.skipField(tag)) {
                throw new InvalidProtocolBufferException("A group has an end without a start");
            }
        }
    }
}
