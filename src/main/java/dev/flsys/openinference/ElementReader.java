package dev.flsys.openinference;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the elements of one tensor from JSON, flat or nested, into the bytes of the binary extension. */
final class ElementReader {

    /** The deepest nesting of lists. */
    private static final int MAX_LISTS = 100;

    private static final int FIRST_CAPACITY = 256;
    private static final BigInteger LARGEST_UINT64 =
            BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private final String name;
    private final DataType type;
    private ByteBuffer data = ByteBuffer.allocate(FIRST_CAPACITY).order(ByteOrder.LITTLE_ENDIAN);

    /** @param name the name of the input, for messages */
    private ElementReader(String name, DataType type) {
        this.name = name;
        this.type = type;
    }

    /**
     * Reads a list, which is the current token of {@code json}.
     *
     * @return the elements in row-major order, little-endian
     * @throws OpenInferenceProblem if it is no list, or an element is not of {@code type}
     */
    static ByteBuffer read(JsonParser json, String name, DataType type) throws IOException {
        if (type.isBinaryOnly()) {
            throw OpenInferenceProblem.bad("JSON has no " + type + ": send the data of the input '" + name
                    + "' as binary data (binary_data_size).");
        }
        return new ElementReader(name, type).list(json);
    }

    private ByteBuffer list(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw wrong("data is not a list");
        }
        int depth = 1;
        while (depth > 0) {
            JsonToken token = json.nextToken();
            if (token == JsonToken.START_ARRAY) {
                depth++;
                if (depth > MAX_LISTS) {
                    throw wrong("data has more than " + MAX_LISTS + " lists in each other");
                }
            } else if (token == JsonToken.END_ARRAY) {
                depth--;
            } else {
                element(json, token);
            }
        }
        return data.flip();
    }

    private void element(JsonParser json, @Nullable JsonToken token) throws IOException {
        switch (type) {
            case BOOL -> bool(token);
            case BYTES -> text(json, token);
            case FP32 ->
                room(Float.BYTES).putFloat(real(json, token, Float.MAX_VALUE).floatValue());
            case FP64 -> room(Double.BYTES).putDouble(real(json, token, Double.MAX_VALUE));
            default -> whole(json, token);
        }
    }

    private void bool(@Nullable JsonToken token) {
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw wrong("an element is not true or false");
        }
        room(1).put((byte) (token == JsonToken.VALUE_TRUE ? 1 : 0));
    }

    private void text(JsonParser json, @Nullable JsonToken token) throws IOException {
        if (token != JsonToken.VALUE_STRING) {
            throw wrong("an element is not a text");
        }
        byte[] bytes = json.getText().getBytes(StandardCharsets.UTF_8);
        room(DataType.LENGTH + bytes.length).putInt(bytes.length).put(bytes);
    }

    private Double real(JsonParser json, @Nullable JsonToken token, double largest) throws IOException {
        if (token == null || !token.isNumeric()) {
            throw wrong("an element is not a number. NaN and infinite numbers can only be sent as binary data");
        }
        double value = json.getDoubleValue();
        if (Math.abs(largest == Float.MAX_VALUE ? (float) value : value) > largest) {
            throw wrong("an element is too large for " + type);
        }
        return value;
    }

    private void whole(JsonParser json, @Nullable JsonToken token) throws IOException {
        if (token != JsonToken.VALUE_NUMBER_INT) {
            throw wrong("an element is not a whole number");
        }
        BigInteger value = json.getBigIntegerValue();
        int bits = type.size() * Byte.SIZE;
        boolean signed = type.name().startsWith("I");
        boolean fits = signed
                ? value.bitLength() < bits
                : value.signum() >= 0 && value.compareTo(LARGEST_UINT64.shiftRight(Long.SIZE - bits)) <= 0;
        if (!fits) {
            throw wrong("an element is out of the range of " + type);
        }
        long number = value.longValue();
        for (int i = 0; i < type.size(); i++) {
            room(1).put((byte) (number >>> (Byte.SIZE * i)));
        }
    }

    private ByteBuffer room(int bytes) {
        if (data.remaining() < bytes) {
            int capacity = Math.max(Math.addExact(data.position(), bytes), 2 * data.capacity());
            data = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).put(data.flip());
        }
        return data;
    }

    private OpenInferenceProblem wrong(String what) {
        return OpenInferenceProblem.bad(
                "The input '" + name + "' of the type " + type + " cannot be read: " + what + ".");
    }
}
