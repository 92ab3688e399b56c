package dev.flsys.flower.progress;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers that Python prints: plain, in quotes, or as {@code np.float64(0.5)} and {@code tensor(0.5)}. */
final class PrintedNumbers {

    /**
     * A number, with one group for its digits. Its parts are possessive, because a long run of digits that is no number
     * would otherwise take quadratic time.
     */
    static final String NUMBER =
            "'?(?:[\\w.]++\\()?([-+]?(?:\\d++\\.?+\\d*+(?:[eE][-+]?\\d++)?|\\.\\d++(?:[eE][-+]?\\d++)?|nan|inf))\\)?'?";

    private static final Pattern ENTRY = Pattern.compile("['\"]([^'\"]{1,64})['\"]\\s*:\\s*" + NUMBER);
    private static final int MAX_ENTRIES = 64;

    private PrintedNumbers() {}

    /** The first 64 finite numbers of a printed dictionary, {@code {'loss': 0.5, 'accuracy': np.float64(0.9)}}. */
    static Map<String, Double> parseDictionary(String printed) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        Matcher entry = ENTRY.matcher(printed);
        while (numbers.size() < MAX_ENTRIES && entry.find()) {
            String name = entry.group(1);
            parseFinite(entry.group(2)).ifPresent(number -> numbers.put(name, number));
        }
        return numbers;
    }

    /** The number; empty if it is NaN or infinite. */
    static Optional<Double> parseFinite(String printed) {
        if (printed.endsWith("nan") || printed.endsWith("inf")) {
            return Optional.empty();
        }
        double number = Double.parseDouble(printed);
        return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
    }
}
