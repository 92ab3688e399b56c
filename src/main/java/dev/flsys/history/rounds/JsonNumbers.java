package dev.flsys.history.rounds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that Python programs write into JSON. They may also be texts, and values that JSON does not have, such as
 * NaN. Numbers of numpy and torch that were written by {@code str()} and {@code repr()} are read as well:
 * {@code np.float64(0.5)}, {@code tensor(0.5)}.
 */
public final class JsonNumbers {

    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d{1,40}(\\.\\d{0,40})?|\\.\\d{1,40})([eE][+-]?\\d{1,5})?");
    private static final Set<String> NOT_FINITE =
            Set.of("nan", "-nan", "inf", "-inf", "infinity", "-infinity", "none", "null", "");
    private static final Pattern SCALAR = Pattern.compile(
            "(?:(?:np|numpy|torch|tf)\\.)?(?:u?int|float|tensor|array|Tensor|Decimal)\\d{0,3}\\(\\[?([^(),\\[\\]]*)]?(?:,[^()]*)?\\)");
    private static final int MAX_SCALAR = 200;
    private static final Pattern ROUND_KEY =
            Pattern.compile("(?:(?:server)?[_ -]?(?:round|rnd|epoch)[_ -]?)?(\\d{1,9})", Pattern.CASE_INSENSITIVE);

    private JsonNumbers() {}

    /** Whether {@code node} is a number or a missing number: a number, its text, NaN or null. */
    public static boolean isValue(JsonNode node) {
        return node.isNumber() || node.isNull() || (node.isTextual() && isValue(node.textValue()));
    }

    private static boolean isValue(String text) {
        String stripped = unwrap(text);
        return NOT_FINITE.contains(stripped.toLowerCase(Locale.ROOT))
                || NUMBER.matcher(stripped).matches();
    }

    /** The finite number of {@code node}; null if there is none. */
    public static @Nullable Double value(JsonNode node) {
        double number = Double.NaN;
        if (node.isNumber()) {
            number = node.doubleValue();
        } else if (node.isTextual()) {
            String text = unwrap(node.textValue());
            number = NUMBER.matcher(text).matches() ? Double.parseDouble(text) : number;
        }
        return Double.isFinite(number) ? (Double) number : null;
    }

    /** The number of a text without the call around it, and without the sign of a percentage behind it. */
    private static String unwrap(String text) {
        String stripped = text.strip();
        if (stripped.length() > 1 && stripped.endsWith("%")) {
            return stripped.substring(0, stripped.length() - 1).strip();
        }
        if (stripped.endsWith(")") && stripped.length() <= MAX_SCALAR) {
            Matcher scalar = SCALAR.matcher(stripped);
            return scalar.matches() ? scalar.group(1).strip() : stripped;
        }
        return stripped;
    }

    /** The number of a round: a whole number from 0, also written as {@code 1.0} or {@code "1"}. */
    static OptionalInt round(JsonNode node) {
        Double value = value(node);
        return value != null && value >= 0 && value <= Integer.MAX_VALUE && value == Math.rint(value)
                ? OptionalInt.of(value.intValue())
                : OptionalInt.empty();
    }

    /** The number of the round in a key: {@code 3}, {@code round_3}, {@code Round 3}. */
    static OptionalInt round(String key) {
        Matcher named = ROUND_KEY.matcher(key.strip());
        return named.matches() ? OptionalInt.of(Integer.parseInt(named.group(1))) : OptionalInt.empty();
    }
}
