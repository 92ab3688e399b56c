package dev.flsys.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flsys.history.rounds.HistoryDocument;
import dev.flsys.history.rounds.HistoryFormat;
import dev.flsys.history.rounds.HistoryInvalid;
import dev.flsys.weights.PickledData;
import dev.flsys.weights.WeightsRefused;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a history that {@code pickle.dump} or {@code numpy.save} wrote, such as Flower's {@code History} object, as
 * plain data: objects are maps of their attributes. Nothing in the file is loaded or run. A pickle may hold anything,
 * so one that cannot be read counts as a file of another kind.
 */
final class PickledHistory {

    /** The start of an array of NumPy (numpy/lib/format.py): 6 bytes, the version, and the length of the header. */
    private static final int NUMPY = 0x93;

    private static final int NUMPY_HEAD = 10;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private PickledHistory() {}

    /** @throws HistoryInvalid if the file has no plain data, or more than the limits of {@link HistoryReader} */
    static HistoryDocument read(Path file, String source) {
        try {
            byte[] pickle = pickle(HistoryReader.bytes(file, source));
            return HistoryDocument.json(json(PickledData.read(pickle, HistoryReader.MAX_TOKENS)));
        } catch (WeightsRefused refused) {
            throw HistoryInvalid.noRounds(source, refused.reason() + " " + HistoryFormat.SAVE_JSON);
        }
    }

    /** The pickle in an array of objects, or {@code bytes}. */
    private static byte[] pickle(byte[] bytes) {
        if (bytes.length < NUMPY_HEAD || Byte.toUnsignedInt(bytes[0]) != NUMPY) {
            return bytes;
        }
        int start = NUMPY_HEAD + Byte.toUnsignedInt(bytes[8]) + (Byte.toUnsignedInt(bytes[9]) << 8);
        return Arrays.copyOfRange(bytes, Math.min(start, bytes.length), bytes.length);
    }

    private static JsonNode json(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = JSON.objectNode();
            map.forEach((key, each) -> object.set(String.valueOf(key), json(each)));
            return object;
        }
        if (value instanceof List<?> list) {
            ArrayNode array = JSON.arrayNode(list.size());
            list.forEach(each -> array.add(json(each)));
            return array;
        }
        if (value instanceof String text) {
            return JSON.textNode(text);
        }
        if (value instanceof Boolean truth) {
            return JSON.booleanNode(truth);
        }
        if (value instanceof Long whole) {
            return JSON.numberNode(whole.longValue());
        }
        if (value instanceof BigInteger large) {
            return JSON.numberNode(large);
        }
        return value instanceof Double real ? JSON.numberNode(real.doubleValue()) : JSON.nullNode();
    }
}
