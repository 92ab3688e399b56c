package dev.flsys.history;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads history files. Python's {@code json.dump} writes {@code NaN}, {@code Infinity} and {@code -Infinity}, which
 * JSON does not have: they become null. Jackson's {@code StreamReadConstraints} limit the nesting, and the length of
 * names, texts and numbers.
 */
final class HistoryReader {

    /** Maximum size of a history file. */
    static final int MAX_BYTES = 32 * 1024 * 1024;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private HistoryReader() {}

    /**
     * @param file a regular file
     * @throws HistoryProblem if it cannot be read
     * @throws HistoryInvalid if it is too large, not JSON, or holds no training history
     */
    static TrainingHistory read(Path file) {
        String source = String.valueOf(file.getFileName()).replaceAll("\\p{Cntrl}", "?");
        return HistoryParser.parse(json(bytes(file, source), source), source);
    }

    private static byte[] bytes(Path file, String source) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new HistoryInvalid(source, "It has more than " + MAX_BYTES / (1024 * 1024) + " MiB.");
            }
            return bytes;
        } catch (IOException unreadable) {
            throw HistoryProblem.unreadable(source, unreadable);
        }
    }

    private static JsonNode json(byte[] bytes, String source) {
        try {
            return JSON.readTree(bytes);
        } catch (StreamConstraintsException excessive) {
            throw new HistoryInvalid(
                    source, "It is nested too deeply, or one of its names, texts or numbers is too long.", excessive);
        } catch (JsonProcessingException notJson) {
            throw new HistoryInvalid(source, "It is not valid JSON" + place(notJson.getLocation()) + ".", notJson);
        } catch (IOException notText) {
            // Bytes in memory cannot fail to be read: what Jackson reports like this is text that is not UTF-8.
            throw new HistoryInvalid(source, "It is not UTF-8 text.", notText);
        }
    }

    private static String place(JsonLocation location) {
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}
