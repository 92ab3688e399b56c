package dev.flsys.inference;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.flsys.inference.pool.InferenceProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code {"inputs": [[number, ...], ...]}} into an array without building a tree. Other members are ignored. If
 * there are several {@code inputs}, the last one counts, as in Python. Thread-safe.
 *
 * @param features values of a row, at least 1
 */
record TensorReader(int features) {

    /** The most rows of a request. */
    static final int MAX_ROWS = 10_000;

    private static final String MEMBER = "inputs";
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    /**
     * Reads the rows of a body.
     *
     * @param body JSON in UTF-8
     * @throws InferenceProblem unless it is JSON with rows of {@code features} finite 32-bit numbers
     */
    Tensor read(byte[] body) {
        try (JsonParser json = JSON.createParser(body)) {
            return readObject(json);
        } catch (JsonProcessingException invalid) {
            var place = invalid.getLocation();
            throw InferenceProblem.badInput("The body is not valid JSON"
                    + (place == null ? "." : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")."));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private Tensor readObject(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw InferenceProblem.badInput("The body is not a JSON object: " + expected());
        }
        Tensor inputs = null;
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            if (name.equals(MEMBER)) {
                inputs = readRows(json, value);
            } else {
                json.skipChildren();
            }
        }
        if (json.nextToken() != null) {
            throw InferenceProblem.badInput("Something follows the JSON object.");
        }
        if (inputs == null) {
            throw InferenceProblem.badInput("inputs is missing: " + expected());
        }
        return inputs;
    }

    private Tensor readRows(JsonParser json, @Nullable JsonToken first) throws IOException {
        if (first != JsonToken.START_ARRAY) {
            throw InferenceProblem.badInput("inputs is not a list of rows: " + expected());
        }
        float[] values = new float[features];
        int rows = 0;
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token != JsonToken.START_ARRAY) {
                throw InferenceProblem.badInput("inputs[" + rows + "] is not a list: " + expected());
            }
            if (rows == MAX_ROWS) {
                throw InferenceProblem.tooManyRows(MAX_ROWS);
            }
            if (values.length < (rows + 1) * features) {
                values = Arrays.copyOf(values, 2 * values.length);
            }
            readRow(json, values, rows);
            rows++;
        }
        if (rows == 0) {
            throw InferenceProblem.badInput("inputs is empty: " + expected());
        }
        return new Tensor(values.length == rows * features ? values : Arrays.copyOf(values, rows * features), rows);
    }

    private void readRow(JsonParser json, float[] values, int row) throws IOException {
        int count = 0;
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token == null || !token.isNumeric()) {
                throw InferenceProblem.badInput("inputs[" + row + "][" + count + "] is not a number.");
            }
            if (count == features) {
                throw InferenceProblem.badInput(
                        "inputs[" + row + "] has more than " + features + " numbers: " + expected());
            }
            float value = (float) json.getDoubleValue();
            if (!Float.isFinite(value)) {
                throw InferenceProblem.badInput("inputs[" + row + "][" + count + "] is too large for a 32-bit number.");
            }
            values[row * features + count++] = value;
        }
        if (count < features) {
            throw InferenceProblem.badInput("inputs[" + row + "] has " + count + " numbers: " + expected());
        }
    }

    private String expected() {
        return "{\"inputs\": [[" + features + " numbers], ...]} is expected.";
    }
}
