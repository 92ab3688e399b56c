package dev.flsys.openinference;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.flsys.received.TensorHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of an inference request: JSON, which the data of some inputs may follow (Triton's binary tensor
 * extension). Members that it does not know are ignored. For one request.
 */
final class InferRequestReader {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(200)
                    .maxStringLength(64 << 20)
                    .build())
            .build();

    private final ByteBuf body;
    /** The next byte of the binary data. */
    private int next;

    private @Nullable String id;
    private boolean binaryOutputs;
    private @Nullable List<Draft> inputs;
    private List<RequestedOutput> outputs = List.of();

    private InferRequestReader(ByteBuf body, int json) {
        this.body = body;
        this.next = json;
    }

    /** An input while it is read. */
    private static final class Draft {
        private @Nullable String name;
        private @Nullable DataType type;
        private @Nullable List<Long> shape;
        private @Nullable ByteBuffer data;
        /** The first byte of data whose type comes later; -1 if there is none. */
        private int unread = -1;
        /** Bytes of its binary data; -1 if it has none. */
        private int binary = -1;
    }

    /**
     * Reads a body.
     *
     * @param header the value of {@value TensorHead#HEADER}; null if it is absent
     * @param signature the inputs of the model
     * @throws OpenInferenceProblem if it is no request for that model
     */
    static InferRequest read(ByteBuf body, @Nullable String header, Signature signature) {
        if (header == null) {
            return signature.check(new InferRequestReader(body, body.readableBytes()).request());
        }
        int json = length(header, body.readableBytes());
        if (json == 0) {
            return signature.check(new InferRequest(Optional.empty(), List.of(signature.raw(body)), List.of(), true));
        }
        return signature.check(new InferRequestReader(body, json).request());
    }

    /** The first bytes of the body, not to be changed. */
    private byte[] bytes(int length) {
        return ByteBufUtil.getBytes(body, body.readerIndex(), length, false);
    }

    private static int length(String header, int body) {
        try {
            long length = Long.parseLong(header.strip());
            if (length >= 0 && length <= body) {
                return (int) length;
            }
        } catch (NumberFormatException notANumber) {
            // refused below, as a number out of range
        }
        throw OpenInferenceProblem.bad(
                "The header " + TensorHead.HEADER + " is not a number from 0 to " + body + ", the length of the body.");
    }

    private InferRequest request() {
        byte[] text = bytes(next);
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw OpenInferenceProblem.bad("The body is not a JSON object.");
            }
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                json.nextToken();
                member(name, json);
            }
            if (json.nextToken() != null) {
                throw OpenInferenceProblem.bad("Something follows the JSON object.");
            }
        } catch (JsonProcessingException invalid) {
            var place = invalid.getLocation();
            throw OpenInferenceProblem.bad("The body is not valid JSON"
                    + (place == null ? "." : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")."));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        List<Draft> drafts = inputs;
        if (drafts == null) {
            throw OpenInferenceProblem.bad("The body has no 'inputs'.");
        }
        List<Tensor> tensors = new ArrayList<>();
        for (Draft draft : drafts) {
            tensors.add(tensor(draft, text));
        }
        if (next != body.readableBytes()) {
            throw OpenInferenceProblem.bad("The body has " + (body.readableBytes() - next)
                    + " bytes more than its inputs say in binary_data_size.");
        }
        return new InferRequest(Optional.ofNullable(id), tensors, outputs, binaryOutputs);
    }

    private void member(String name, JsonParser json) throws IOException {
        switch (name) {
            case "id" -> id = text(json, "id");
            case "inputs" -> inputs = inputs(json);
            case "outputs" -> outputs = outputs(json);
            case "parameters" ->
                parameters(json, (parameter, value) -> {
                    if (parameter.equals("binary_data_output")) {
                        binaryOutputs = truth(value, parameter);
                    }
                });
            default -> json.skipChildren();
        }
    }

    private static List<Draft> inputs(JsonParser json) throws IOException {
        List<Draft> inputs = new ArrayList<>();
        elements(json, "inputs", () -> inputs.add(input(json)));
        return inputs;
    }

    private static Draft input(JsonParser json) throws IOException {
        Draft draft = new Draft();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "name" -> draft.name = text(json, "name");
                case "shape" -> draft.shape = shape(json);
                case "datatype" -> draft.type = type(json);
                case "data" -> data(json, draft);
                case "parameters" ->
                    parameters(json, (parameter, value) -> {
                        refuseSharedMemory(parameter);
                        if (parameter.equals("binary_data_size")) {
                            draft.binary = (int) number(value, parameter, Integer.MAX_VALUE);
                        }
                    });
                default -> json.skipChildren();
            }
        }
        return draft;
    }

    private static void data(JsonParser json, Draft draft) throws IOException {
        DataType type = draft.type;
        if (type == null) {
            long start = json.currentTokenLocation().getByteOffset();
            if (start < 0) {
                throw OpenInferenceProblem.bad("The body is not in UTF-8.");
            }
            draft.unread = (int) start;
            json.skipChildren();
        } else {
            draft.data = ElementReader.read(json, String.valueOf(draft.name), type);
        }
    }

    private static List<RequestedOutput> outputs(JsonParser json) throws IOException {
        List<RequestedOutput> outputs = new ArrayList<>();
        elements(json, "outputs", () -> outputs.add(output(json)));
        return outputs;
    }

    private static RequestedOutput output(JsonParser json) throws IOException {
        String[] name = new String[1];
        Boolean[] binary = new Boolean[1];
        int[] classes = new int[1];
        for (String member = json.nextFieldName(); member != null; member = json.nextFieldName()) {
            json.nextToken();
            switch (member) {
                case "name" -> name[0] = text(json, "name");
                case "parameters" ->
                    parameters(json, (parameter, value) -> {
                        refuseSharedMemory(parameter);
                        if (parameter.equals("binary_data")) {
                            binary[0] = truth(value, parameter);
                        } else if (parameter.equals("classification")) {
                            classes[0] = (int) number(value, parameter, Integer.MAX_VALUE);
                        }
                    });
                default -> json.skipChildren();
            }
        }
        if (name[0] == null) {
            throw OpenInferenceProblem.bad("An output has no 'name'.");
        }
        return new RequestedOutput(name[0], Optional.ofNullable(binary[0]), classes[0]);
    }

    private Tensor tensor(Draft draft, byte[] text) {
        String name = draft.name;
        DataType type = draft.type;
        List<Long> shape = draft.shape;
        if (name == null || type == null || shape == null) {
            String missing = name == null ? "name" : type == null ? "datatype" : "shape";
            throw OpenInferenceProblem.bad(
                    (name == null ? "An input" : "The input '" + name + "'") + " has no '" + missing + "'.");
        }
        boolean hasData = draft.data != null || draft.unread >= 0;
        if (hasData == draft.binary >= 0) {
            throw OpenInferenceProblem.bad(
                    "The input '" + name + "' needs either 'data' or the parameter" + " 'binary_data_size'.");
        }
        return draft.binary >= 0
                ? new Tensor(name, type, shape, binary(name, draft.binary))
                : new Tensor(name, type, shape, json(name, type, draft, text));
    }

    private ByteBuf binary(String name, int size) {
        if (size > body.readableBytes() - next) {
            throw OpenInferenceProblem.bad("The binary data of the input '" + name + "' is cut off: " + size
                    + " bytes are announced, and " + (body.readableBytes() - next) + " are left.");
        }
        ByteBuf data = body.slice(body.readerIndex() + next, size);
        next += size;
        return data;
    }

    private static ByteBuffer json(String name, DataType type, Draft draft, byte[] text) {
        ByteBuffer read = draft.data;
        if (read != null) {
            return read;
        }
        try (JsonParser tokens = JSON.createParser(text, draft.unread, text.length - draft.unread)) {
            tokens.nextToken();
            return ElementReader.read(tokens, name, type);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static List<Long> shape(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw OpenInferenceProblem.bad("A 'shape' is not a list of sizes.");
        }
        List<Long> shape = new ArrayList<>();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token != JsonToken.VALUE_NUMBER_INT || !isSize(json) || shape.size() == 100) {
                throw OpenInferenceProblem.bad("A 'shape' is not a list of sizes, which are whole numbers from 0.");
            }
            shape.add(json.getLongValue());
        }
        return shape;
    }

    private static boolean isSize(JsonParser json) throws IOException {
        return json.getNumberType() != JsonParser.NumberType.BIG_INTEGER && json.getLongValue() >= 0;
    }

    private static DataType type(JsonParser json) throws IOException {
        String name = text(json, "datatype");
        return DataType.of(name).orElseThrow(() -> OpenInferenceProblem.bad("There is no datatype '" + name + "'."));
    }

    private interface Element {
        void read() throws IOException;
    }

    private static void elements(JsonParser json, String name, Element element) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw OpenInferenceProblem.bad("'" + name + "' is not a list.");
        }
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token != JsonToken.START_OBJECT) {
                throw OpenInferenceProblem.bad("'" + name + "' is not a list of objects.");
            }
            element.read();
        }
    }

    private interface Parameter {
        void read(String name, JsonParser value) throws IOException;
    }

    private static void parameters(JsonParser json, Parameter parameter) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw OpenInferenceProblem.bad("'parameters' is not an object.");
        }
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            parameter.read(name, json);
            json.skipChildren();
        }
    }

    private static void refuseSharedMemory(String parameter) {
        if (parameter.startsWith("shared_memory_")) {
            throw OpenInferenceProblem.bad("Shared memory is not offered; send the data in the body.");
        }
    }

    private static String text(JsonParser json, String name) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw OpenInferenceProblem.bad("'" + name + "' is not a text.");
        }
        return json.getText();
    }

    private static boolean truth(JsonParser json, String name) {
        JsonToken token = json.currentToken();
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw OpenInferenceProblem.bad("The parameter '" + name + "' is not true or false.");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    private static long number(JsonParser json, String name, long largest) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT || !isSize(json) || json.getLongValue() > largest) {
            throw OpenInferenceProblem.bad(
                    "The parameter '" + name + "' is not a whole number from 0 to " + largest + ".");
        }
        return json.getLongValue();
    }
}
