package dev.flsys.flower.observer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One event of the observer, whose members may have any type and value. A member of another type counts as missing. */
record Event(JsonNode json) {

    private static final int MAX_NAME = 100;
    private static final int MAX_TEXT = 500;
    private static final int MAX_METRICS = 64;
    private static final int MAX_NUMBER = 1_000_000_000;

    String name() {
        return json.path("event").asText("");
    }

    /** A whole number from 0; {@code fallback} if there is none. */
    int intValue(String member, int fallback) {
        JsonNode value = json.path(member);
        boolean usable = value.canConvertToExactIntegral() && value.canConvertToInt();
        return usable && value.intValue() >= 0 && value.intValue() <= MAX_NUMBER ? value.intValue() : fallback;
    }

    /** A number of bytes or of examples; {@link ClientRow#UNKNOWN} if there is none. */
    long count(String member) {
        JsonNode value = json.path(member);
        if (!value.isNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            return ClientRow.UNKNOWN;
        }
        return value.longValue();
    }

    /** A finite number from 0; NaN if there is none. */
    double doubleValue(String member) {
        JsonNode value = json.path(member);
        double number = value.isNumber() ? value.doubleValue() : Double.NaN;
        return number >= 0 && Double.isFinite(number) ? number : Double.NaN;
    }

    /** Any number; null if there is none. */
    @Nullable Double real(String member) {
        return real(json.path(member));
    }

    /** A text or number in one line of at most 500 characters; null if there is none. */
    @Nullable String text(String member) {
        return text(member, MAX_TEXT);
    }

    @Nullable String id(String member) {
        return text(member, MAX_NAME);
    }

    boolean booleanValue(String member) {
        return json.path(member).asBoolean(false);
    }

    /** Whether the member exists and is false. */
    boolean isFalse(String member) {
        return json.path(member).isBoolean() && !json.path(member).booleanValue();
    }

    /** The numbers of the metrics, in their order; empty if there are none. */
    Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each : json.path("metrics").properties()) {
            Double value = real(each.getValue());
            if (value != null && metrics.size() < MAX_METRICS) {
                metrics.put(shorten(each.getKey(), MAX_NAME), value);
            }
        }
        return metrics;
    }

    private @Nullable String text(String member, int longest) {
        JsonNode value = json.path(member);
        return value.isTextual() || value.isNumber() ? shorten(value.asText(), longest) : null;
    }

    private static @Nullable Double real(JsonNode value) {
        if (value.isNumber()) {
            return value.doubleValue();
        }
        return switch (value.asText("")) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> null;
        };
    }

    private static String shorten(String text, int longest) {
        String line = text.length() <= longest ? text : text.substring(0, longest) + "…";
        return line.chars().anyMatch(Character::isISOControl) ? line.replaceAll("\\p{Cntrl}", " ") : line;
    }
}
