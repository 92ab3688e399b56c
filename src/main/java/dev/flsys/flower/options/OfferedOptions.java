package dev.flsys.flower.options;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flsys.flower.command.ShownText;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.options.StartOption.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options of a script that can be offered, as they are collected: those that a client can name, each name once,
 * without those that the start command gives already, as their defaults are not what would be used. For one thread.
 */
final class OfferedOptions {

    private static final int MOST_CHOICES = 100;
    private static final int MOST_VALUES = 1_000;
    private static final int LONGEST_VALUE = 1_000;
    /** Digits of a number that is still taken for one. */
    private static final int LONGEST_NUMBER = 40;

    private final Path root;
    private final ScriptOptions spelling;
    private final Set<String> given;
    private final Map<String, StartOption> byName = new LinkedHashMap<>();

    /**
     * @param root the project's folder
     * @param spelling how the script spells its options
     * @param given options of the start command, with their dashes
     */
    OfferedOptions(Path root, ScriptOptions spelling, Set<String> given) {
        this.root = root;
        this.spelling = spelling;
        this.given = given;
    }

    List<StartOption> list() {
        return List.copyOf(byName.values());
    }

    void addFlag(String option, boolean required, String help) {
        put(option, Kind.FLAG, BooleanNode.FALSE, required, help, null, false);
    }

    /** A switch that is on unless {@code off} is given: there is no parameter but a bare option to turn it off. */
    void addOff(String on, String off, String help) {
        addFlag(off, false, "Turns off " + on + (help.isBlank() ? "." : ": " + help));
    }

    /**
     * An option with a value.
     *
     * @param defaultValue as it was told; what is not of {@code kind}, or could not be sent, is dropped
     * @param choices null if it takes any value of {@code kind}
     */
    void add(
            String option,
            Kind kind,
            @Nullable JsonNode defaultValue,
            boolean required,
            String help,
            @Nullable List<JsonNode> choices,
            boolean multiple) {
        if (choices == null || choices.isEmpty() || choices.size() > MOST_CHOICES) {
            Kind any = kind == Kind.CHOICE ? Kind.TEXT : kind;
            put(option, any, valueOf(any, defaultValue, null, multiple), required, help, null, multiple);
        } else {
            JsonNode value = valueOf(Kind.CHOICE, defaultValue, choices, multiple);
            put(option, Kind.CHOICE, value, required, help, choices, multiple);
        }
    }

    private void put(
            String option,
            Kind kind,
            @Nullable JsonNode defaultValue,
            boolean required,
            String help,
            @Nullable List<JsonNode> choices,
            boolean multiple) {
        String bare = option.replaceFirst("^--", "");
        String name = nameOf(bare);
        // A name that would be spelled as another option is no name of this one.
        if (!StartParameters.isName(name) || !spelling.nameFor(name).equals(bare) || given.contains(option)) {
            return;
        }
        StartOption offered = new StartOption(
                name, option, kind, defaultValue, required, ShownText.line(help, root), choices, multiple);
        byName.putIfAbsent(name, offered);
    }

    /** What a client calls an option or key: its {@code -} and {@code .} become {@code _}. */
    static String nameOf(String option) {
        return option.replaceAll("[.-]", "_");
    }

    private @Nullable JsonNode valueOf(
            Kind kind, @Nullable JsonNode told, @Nullable List<JsonNode> choices, boolean multiple) {
        if (told == null || told.isNull()) {
            return null;
        }
        if (!multiple) {
            return single(kind, told, choices);
        }
        List<JsonNode> values = new ArrayList<>();
        for (JsonNode each : told.isArray() ? told : List.of(told)) {
            JsonNode value = single(kind, each, choices);
            if (value == null || values.size() == MOST_VALUES) {
                return null;
            }
            values.add(value);
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        return values.isEmpty() ? null : list.addAll(values);
    }

    private @Nullable JsonNode single(Kind kind, JsonNode told, @Nullable List<JsonNode> choices) {
        if (!told.isValueNode() || told.isNull()) {
            return null;
        }
        return switch (kind) {
            case INTEGER -> integer(told);
            case NUMBER -> number(told);
            // Python's True and False are no texts that a script would read as such.
            case TEXT -> told.isBoolean() ? null : text(told.asText());
            case FLAG -> told.isBoolean() ? told : null;
            case CHOICE -> choices == null ? null : chosen(told.asText(), choices);
        };
    }

    private static @Nullable JsonNode integer(JsonNode told) {
        if (told.isIntegralNumber()) {
            return told;
        }
        boolean digits = told.isTextual() && told.textValue().matches("[+-]?\\d{1," + LONGEST_NUMBER + "}");
        return digits ? BigIntegerNode.valueOf(new BigInteger(told.textValue())) : null;
    }

    private static @Nullable JsonNode number(JsonNode told) {
        if (told.isNumber()) {
            return told;
        }
        boolean number = told.isTextual()
                && told.textValue().length() <= LONGEST_NUMBER
                && told.textValue().matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");
        return number ? DecimalNode.valueOf(new BigDecimal(told.textValue())) : null;
    }

    /** A path in the project is told relative to it, where the script runs; any other stays the script's own. */
    private @Nullable JsonNode text(String told) {
        String inside = told.equals(root.toString()) ? "." : told;
        String relative =
                inside.startsWith(root + "/") ? inside.substring(root.toString().length() + 1) : inside;
        boolean shown = relative.length() <= LONGEST_VALUE
                && relative.chars().noneMatch(Character::isISOControl)
                && !relative.matches("(?:/|[A-Za-z]:\\\\).+");
        return shown ? TextNode.valueOf(relative) : null;
    }

    private static @Nullable JsonNode chosen(String told, List<JsonNode> choices) {
        return choices.stream()
                .filter(choice -> choice.asText().equals(told))
                .findFirst()
                .orElse(null);
    }
}
