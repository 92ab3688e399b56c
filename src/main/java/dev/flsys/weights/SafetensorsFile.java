package dev.flsys.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reads safetensors (README of huggingface/safetensors): 8 bytes with the length of the header, the header in JSON, the
 * data. A file is refused if it has tensors of one name, or tensors that overlap or are outside of the file. A tensor
 * whose size differs from its shape is also refused.
 */
final class SafetensorsFile {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int MAX_HEADER = 64 << 20;

    private SafetensorsFile() {}

    /** Whether a file may be one, by its first bytes. */
    static boolean begins(ByteBuffer head, long size) {
        if (head.limit() <= 8 || head.get(8) != '{') {
            return false;
        }
        long length = head.getLong(0);
        return length >= 2 && length <= size - Long.BYTES;
    }

    static Contents read(Bytes file) throws IOException, WeightsRefused {
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.read(0, length);
        long header = length.getLong(0);
        if (header > MAX_HEADER) {
            throw WeightsRefused.damaged("its safetensors header is larger than " + (MAX_HEADER >> 20) + " MiB");
        }
        Bytes data = new Bytes.Window(file, Long.BYTES + header, file.size() - Long.BYTES - header);
        List<StoredTensor> tensors = new ArrayList<>();
        Bytes text = new Bytes.Window(file, Long.BYTES, header);
        try (JsonParser parser =
                JSON.createParser(new InputStreamReader(new Stream(text), StandardCharsets.UTF_8.newDecoder()))) {
            parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
            require(parser.nextToken() == JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals("__metadata__")) {
                    parser.skipChildren();
                    continue;
                }
                Contents.requireFew(tensors.size() + 1);
                tensors.add(tensor(name, parser, data));
            }
            require(parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null);
        } catch (JsonProcessingException | CharacterCodingException broken) {
            throw damaged();
        }
        tensors.sort(Comparator.comparingLong(StoredTensor::offset));
        long free = 0;
        for (StoredTensor each : tensors) {
            if (each.offset() < free) {
                throw WeightsRefused.damaged(
                        "the tensor " + WeightsRefused.shown(each.tensor().name()) + " overlaps another tensor");
            }
            free = Math.max(free, each.offset() + each.requireInside().tensor().bytes());
        }
        if (tensors.isEmpty()) {
            throw WeightsRefused.because("The file holds no tensor.");
        }
        Contents contents = new Contents();
        contents.add("", tensors);
        return contents;
    }

    private static StoredTensor tensor(String name, JsonParser parser, Bytes data) throws IOException, WeightsRefused {
        require(parser.currentToken() == JsonToken.START_OBJECT);
        String type = "";
        List<Long> shape = null;
        List<Long> offsets = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (field) {
                case "dtype" -> {
                    require(value == JsonToken.VALUE_STRING);
                    type = parser.getText();
                }
                case "shape" -> shape = numbers(parser);
                case "data_offsets" -> offsets = numbers(parser);
                default -> throw damaged();
            }
        }
        require(parser.currentToken() == JsonToken.END_OBJECT && shape != null && offsets != null);
        if (shape == null || offsets == null || offsets.size() != 2) {
            throw damaged();
        }
        Optional<ElementType> element = ElementType.ofSafetensors(type);
        if (element.isEmpty()) {
            throw WeightsRefused.because("FLSys cannot read the type " + WeightsRefused.shown(type) + " of "
                    + WeightsRefused.shown(name) + ". Save float32.");
        }
        WeightTensor tensor = new WeightTensor(name, element.get(), shape);
        StoredTensor stored = StoredTensor.ofArray(tensor, data, offsets.get(0), false, false);
        if (stored.requireInside().tensor().bytes() != offsets.get(1) - offsets.get(0)) {
            throw WeightsRefused.damaged(
                    "the tensor " + WeightsRefused.shown(name) + " has not as many values as its shape");
        }
        return stored;
    }

    private static List<Long> numbers(JsonParser parser) throws IOException, WeightsRefused {
        require(parser.currentToken() == JsonToken.START_ARRAY);
        List<Long> numbers = new ArrayList<>();
        while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
            numbers.add(parser.getLongValue());
            require(numbers.get(numbers.size() - 1) >= 0 && numbers.size() <= StoredTensor.MAX_DIMENSIONS);
        }
        require(parser.currentToken() == JsonToken.END_ARRAY);
        return numbers;
    }

    private static void require(boolean valid) throws WeightsRefused {
        if (!valid) {
            throw damaged();
        }
    }

    private static WeightsRefused damaged() {
        return WeightsRefused.damaged("its safetensors header is not valid");
    }

    private static final class Stream extends InputStream {

        private final Bytes bytes;
        private long at;

        Stream(Bytes bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int count = (int) Math.min(length, bytes.size() - at);
            if (count == 0) {
                return length == 0 ? 0 : -1;
            }
            bytes.read(at, ByteBuffer.wrap(to, offset, count));
            at += count;
            return count;
        }
    }
}
