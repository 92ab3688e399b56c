package dev.flsys.flower.options;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flsys.flower.options.StartOption.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Converts the default values of a script's options to values that a client could send.
 *
 * @param root the project's folder
 */
record DefaultValues(Path root) {

    private static final int MAX_VALUES = 1_000;
    private static final int MAX_TEXT = 1_000;
    /** The most characters of a text that is read as a number. */
    private static final int MAX_NUMBER = 40;

    /** The default value in the form of its kind; null if there is none, or if a client could not send it. */
    @Nullable JsonNode of(Kind kind, JsonNode reported, @Nullable List<JsonNode> choices, boolean multiple) {
        if (!multiple) {
            return single(kind, reported, choices);
        }
        ArrayNode values = JsonNodeFactory.instance.arrayNode();
        for (JsonNode each : reported.isArray() ? reported : List.of(reported)) {
            JsonNode value = single(kind, each, choices);
            if (value == null || values.size() == MAX_VALUES) {
                return null;
            }
            values.add(value);
        }
        return values.isEmpty() ? null : values;
    }

    private @Nullable JsonNode single(Kind kind, JsonNode value, @Nullable List<JsonNode> choices) {
        if (!value.isValueNode() || value.isNull()) {
            return null;
        }
        return switch (kind) {
            case INTEGER -> integer(value);
            case NUMBER -> number(value);
            // No script reads the texts True and False as such.
            case TEXT -> value.isBoolean() ? null : text(value.asText());
            case FLAG -> value.isBoolean() ? value : null;
            case CHOICE -> choices == null ? null : choice(value.asText(), choices);
        };
    }

    private static @Nullable JsonNode integer(JsonNode value) {
        if (value.isIntegralNumber()) {
            return value;
        }
        boolean digits = value.isTextual() && value.textValue().matches("[+-]?\\d{1," + MAX_NUMBER + "}");
        return digits ? BigIntegerNode.valueOf(new BigInteger(value.textValue())) : null;
    }

    private static @Nullable JsonNode number(JsonNode value) {
        if (value.isNumber()) {
            return value;
        }
        boolean number = value.isTextual()
                && value.textValue().length() <= MAX_NUMBER
                && value.textValue().matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");
        return number ? DecimalNode.valueOf(new BigDecimal(value.textValue())) : null;
    }

    /** A path in the project becomes relative to the project, because the script runs in its folder. */
    private @Nullable JsonNode text(String value) {
        String inside = value.equals(root.toString()) ? "." : value;
        String relative =
                inside.startsWith(root + "/") ? inside.substring(root.toString().length() + 1) : inside;
        return isSendable(relative) ? TextNode.valueOf(relative) : null;
    }

    /** Whether a client may see and send a text: it is short, has no control characters and is no absolute path. */
    static boolean isSendable(String text) {
        return text.length() <= MAX_TEXT
                && text.chars().noneMatch(Character::isISOControl)
                && !text.matches("(?:/|[A-Za-z]:\\\\).+");
    }

    private static @Nullable JsonNode choice(String value, List<JsonNode> choices) {
        return choices.stream()
                .filter(choice -> choice.asText().equals(value))
                .findFirst()
                .orElse(null);
    }
}
