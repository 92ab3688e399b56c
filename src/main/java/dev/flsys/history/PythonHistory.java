package dev.flsys.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flsys.history.rounds.HistoryDocument;
import dev.flsys.history.rounds.HistoryFormat;
import dev.flsys.history.rounds.HistoryInvalid;
import dev.flsys.history.rounds.HistoryProblem;
import dev.flsys.weights.NumpyData;
import dev.flsys.weights.PickledData;
import dev.flsys.weights.WeightsRefused;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a history that {@code pickle.dump}, {@code numpy.save} or {@code numpy.savez} wrote, such as Flower's
 * {@code History} object, as plain data: objects are maps of their attributes. Nothing in the file is loaded or run.
 * Such a file may hold anything, so an unreadable file counts as a file of another kind.
 */
final class PythonHistory {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private PythonHistory() {}

    /** @throws HistoryInvalid if the file has no plain data, or more than the limits of {@link HistoryReader} */
    static HistoryDocument read(Path file, HistoryFormat format, String source) {
        try {
            return HistoryDocument.json(toJson(value(file, format, source)));
        } catch (WeightsRefused refused) {
            throw HistoryInvalid.noRounds(source, refused.reason() + " " + HistoryFormat.SAVE_JSON);
        } catch (IOException unreadable) {
            throw HistoryProblem.unreadable(source, unreadable);
        }
    }

    private static @Nullable Object value(Path file, HistoryFormat format, String source)
            throws IOException, WeightsRefused {
        return switch (format) {
            case ARRAYS -> NumpyData.archive(HistoryReader.requireSize(file, source), HistoryReader.MAX_TOKENS);
            case ARRAY ->
                named(
                        HistoryFormat.stemOf(file),
                        NumpyData.array(HistoryReader.requireSize(file, source), HistoryReader.MAX_TOKENS));
            default -> PickledData.read(HistoryReader.readBytes(file, source), HistoryReader.MAX_TOKENS);
        };
    }

    /** A list of numbers has the name of its file. */
    private static @Nullable Object named(String name, @Nullable Object value) {
        return value instanceof List<?> list && list.stream().allMatch(each -> each == null || each instanceof Number)
                ? Map.of(name, list)
                : value;
    }

    private static JsonNode toJson(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = JSON.objectNode();
            map.forEach((key, each) -> object.set(String.valueOf(key), toJson(each)));
            return object;
        }
        if (value instanceof List<?> list) {
            ArrayNode array = JSON.arrayNode(list.size());
            list.forEach(each -> array.add(toJson(each)));
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
