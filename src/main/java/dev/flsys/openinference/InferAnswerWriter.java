package dev.flsys.openinference;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes answers to inferences as JSON, which binary data may follow. */
final class InferAnswerWriter {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private InferAnswerWriter() {}

    /**
     * The body of {@code answer}.
     *
     * @throws OpenInferenceProblem if JSON has no form for an element
     */
    static InferBody write(InferAnswer answer) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder();
                JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("model_name", answer.model());
            json.writeStringField("model_version", InferAnswer.VERSION);
            if (answer.id().isPresent()) {
                json.writeStringField("id", answer.id().get());
            }
            if (!answer.parameters().isEmpty()) {
                json.writeObjectFieldStart("parameters");
                for (Map.Entry<String, String> each : answer.parameters().entrySet()) {
                    json.writeStringField(each.getKey(), each.getValue());
                }
                json.writeEndObject();
            }
            json.writeArrayFieldStart("outputs");
            for (InferAnswer.Output output : answer.outputs()) {
                write(json, output);
            }
            json.writeEndArray();
            json.writeEndObject();
            json.flush();
            return withData(bytes.toByteArray(), answer);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static InferBody withData(byte[] json, InferAnswer answer) {
        int size = json.length;
        List<ByteBuf> parts = new ArrayList<>();
        parts.add(Unpooled.wrappedBuffer(json));
        for (InferAnswer.Output output : answer.outputs()) {
            if (output.binary()) {
                size = Math.addExact(size, output.tensor().data().readableBytes());
                parts.add(output.tensor().data().duplicate());
            }
        }
        boolean binary = parts.size() > 1;
        return new InferBody(
                binary ? Unpooled.wrappedBuffer(parts.size(), parts.toArray(ByteBuf[]::new)) : parts.get(0),
                json.length,
                binary);
    }

    private static void write(JsonGenerator json, InferAnswer.Output output) throws IOException {
        Tensor tensor = output.tensor();
        json.writeStartObject();
        json.writeStringField("name", tensor.name());
        json.writeStringField("datatype", tensor.type().name());
        json.writeArrayFieldStart("shape");
        for (long size : tensor.shape()) {
            json.writeNumber(size);
        }
        json.writeEndArray();
        if (output.binary()) {
            json.writeObjectFieldStart("parameters");
            json.writeNumberField("binary_data_size", tensor.data().readableBytes());
            json.writeEndObject();
        } else {
            json.writeArrayFieldStart("data");
            elements(json, tensor);
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void elements(JsonGenerator json, Tensor tensor) throws IOException {
        switch (tensor.type()) {
            case FP32 -> {
                for (float value : tensor.floats()) {
                    if (!Float.isFinite(value)) {
                        throw notFinite(tensor);
                    }
                    json.writeNumber(value);
                }
            }
            case BYTES -> {
                for (byte[] value : tensor.byteStrings()) {
                    json.writeString(text(tensor, value));
                }
            }
            default -> throw new IllegalStateException("No model answers " + tensor.type());
        }
    }

    private static String text(Tensor tensor, byte[] value) {
        try {
            CharBuffer text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN));
            return text.toString();
        } catch (CharacterCodingException binary) {
            throw OpenInferenceProblem.failed(
                    "The output '" + tensor.name() + "' is no text; ask for it as binary data.");
        }
    }

    private static OpenInferenceProblem notFinite(Tensor tensor) {
        return OpenInferenceProblem.failed("The output '" + tensor.name()
                + "' has a number that is not finite, which JSON does not have; ask for it as binary data.");
    }
}
