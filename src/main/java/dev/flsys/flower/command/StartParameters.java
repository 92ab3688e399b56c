package dev.flsys.flower.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The checked parameters of a client: names of letters, digits and {@code _}, with dots between them, each with its
 * values as texts. A flag has no value, a list several. Parameters that are {@code false}, {@code null} or empty have
 * no entry in {@code values}.
 *
 * @param values in the order of the request
 * @param off the parameters that are {@code false}
 */
public record StartParameters(Map<String, List<Value>> values, Set<String> off) {

    private static final Pattern NAME = Pattern.compile("(?=.{1,64}$)[A-Za-z0-9_]+(?:\\.[A-Za-z0-9_]+)*");
    private static final int MAX_PARAMETERS = 100;
    private static final int MAX_LIST = 1_000;
    private static final int MAX_LENGTH = 4_096;
    /** Numbers beyond this exponent stay in scientific notation instead of hundreds of zeros. */
    private static final int MAX_PLAIN_SCALE = 20;

    /**
     * One value.
     *
     * @param text the text that is passed on
     * @param quoted whether it was a JSON string, not a number
     */
    public record Value(String text, boolean quoted) {}

    public StartParameters {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        off = Collections.unmodifiableSet(new LinkedHashSet<>(off));
    }

    /** Parameters without any {@code false}. */
    public StartParameters(Map<String, List<Value>> values) {
        this(values, Set.of());
    }

    /**
     * Reads the data of {@code start_simulation}.
     *
     * @throws ParametersInvalid if it is not an object of strings, numbers, booleans, nulls and flat lists of them
     */
    public static StartParameters read(JsonNode data) {
        if (data.isNull() || data.isMissingNode()) {
            return new StartParameters(Map.of());
        }
        if (!data.isObject()) {
            throw new ParametersInvalid("The parameters must be an object.");
        }
        if (data.size() > MAX_PARAMETERS) {
            throw new ParametersInvalid("There are more than " + MAX_PARAMETERS + " parameters.");
        }
        Map<String, List<Value>> values = new LinkedHashMap<>();
        Set<String> off = new LinkedHashSet<>();
        data.fields().forEachRemaining(field -> {
            String name = checkName(field.getKey());
            JsonNode value = field.getValue();
            List<Value> given = parseValues(name, value);
            if (value.isBoolean() && !value.booleanValue()) {
                off.add(name);
            } else if (value.isBoolean() || !given.isEmpty()) {
                values.put(name, given);
            }
        });
        return new StartParameters(values, off);
    }

    /** Whether there are no parameters. */
    public boolean isEmpty() {
        return values.isEmpty() && off.isEmpty();
    }

    /** Whether a parameter may have that name. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches() && !name.equalsIgnoreCase("help");
    }

    private static String checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            String underscored = name.replace('-', '_');
            throw new ParametersInvalid("'" + shorten(name)
                    + "' is not a parameter name: letters, digits, _ and dots between them, at most 64."
                    + (isName(underscored) ? " Write " + underscored + "." : ""));
        }
        if (name.equalsIgnoreCase("help")) {
            throw new ParametersInvalid("'help' would not start a simulation.");
        }
        return name;
    }

    private static List<Value> parseValues(String name, JsonNode given) {
        if (given.isBoolean() || given.isNull()) {
            return List.of();
        }
        if (!given.isArray()) {
            return List.of(parseSingle(name, given));
        }
        if (given.size() > MAX_LIST) {
            throw new ParametersInvalid("The list of " + name + " has more than " + MAX_LIST + " values.");
        }
        List<Value> values = new ArrayList<>();
        given.forEach(item -> values.add(parseSingle(name, item)));
        return values;
    }

    private static Value parseSingle(String name, JsonNode value) {
        if (value.isNumber()) {
            return new Value(parseNumber(name, value), false);
        }
        if (!value.isTextual()) {
            throw new ParametersInvalid("The value of " + name
                    + " must be a string, a number, true, false, null, or a list of strings and numbers.");
        }
        String text = value.textValue();
        if (text.length() > MAX_LENGTH) {
            throw new ParametersInvalid("The value of " + name + " is longer than " + MAX_LENGTH + " characters.");
        }
        if (text.indexOf('\0') >= 0) {
            throw new ParametersInvalid("The value of " + name + " holds a NUL character.");
        }
        if (text.codePoints().anyMatch(character -> Character.getType(character) == Character.SURROGATE)) {
            throw new ParametersInvalid("The value of " + name + " holds half of a surrogate pair.");
        }
        return new Value(text, true);
    }

    private static String parseNumber(String name, JsonNode value) {
        if (value.isIntegralNumber()) {
            return value.asText();
        }
        double number = value.doubleValue();
        if (!Double.isFinite(number)) {
            throw new ParametersInvalid("The value of " + name + " is not a finite number.");
        }
        BigDecimal decimal = BigDecimal.valueOf(number);
        return Math.abs(decimal.scale()) <= MAX_PLAIN_SCALE
                ? decimal.toPlainString()
                // 1e308 as clients write it, not 1.0E+308
                : decimal.stripTrailingZeros().toString().replace("E+", "e").replace('E', 'e');
    }

    private static String shorten(String name) {
        String printable = name.replaceAll("\\p{Cntrl}", "?");
        return printable.length() <= 64 ? printable : printable.substring(0, 64) + "…";
    }
}
