package dev.flsys.platform.proposal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values of torchvision's {@code Normalize} in the text of a Python source: as numbers, or by names that the same
 * source assigns once.
 *
 * @param mean numbers between commas
 * @param std numbers between commas
 */
record Normalisation(String mean, String std) {

    private static final String CALL = "\\bNormalize\\(\\s*";
    private static final String NUMBER = "[\\d.]+(?:[eE]-?\\d+)?(?:\\s*/\\s*[\\d.]+)?";
    /** Possessive: a list of many numbers would overflow the stack otherwise. */
    private static final String LIST = "[\\[(]\\s*" + NUMBER + "(?:\\s*,\\s*" + NUMBER + ")*+\\s*,?\\s*[\\])]";
    /** {@code [x / 255.0 for x in [125.3, 123.0, 113.9]]}. */
    private static final String SCALED =
            "[\\[(]\\s*(\\w+)\\s*/\\s*255(?:\\.0?)?\\s+for\\s+\\1\\s+in\\s+(" + LIST + ")\\s*[\\])]";

    private static final String NAME = "[A-Za-z_]\\w*";
    private static final String VALUE =
            "(" + LIST + "|[\\[(]\\s*\\w+\\s*/[^\\[(]{0,40}" + LIST + "\\s*[\\])]|" + NUMBER + "|" + NAME + ")";
    private static final String PAIR = "(?:mean\\s*=\\s*)?" + VALUE + "\\s*,\\s*(?:std\\s*=\\s*)?" + VALUE
            + "\\s*,?\\s*(?:inplace\\s*=\\s*\\w+\\s*)?[\\])]";
    private static final Pattern VALUES = Pattern.compile(CALL + PAIR);
    private static final Pattern UNPACKED = Pattern.compile(CALL + "\\*\\s*(" + NAME + ")\\s*,?\\s*\\)");
    private static final Pattern BOTH = Pattern.compile("\\G\\s*[\\[(]\\s*" + PAIR);
    private static final Pattern ONE = Pattern.compile("\\G\\s*" + VALUE);
    private static final Pattern OF_SCALED = Pattern.compile(SCALED);

    /** The normalisations of {@code source} whose numbers are in the source. */
    static List<Normalisation> allOf(String source) {
        List<Normalisation> all = new ArrayList<>();
        VALUES.matcher(source).results().forEach(values -> of(source, values.group(1), values.group(2))
                .ifPresent(all::add));
        UNPACKED.matcher(source).results().forEach(name -> assigned(source, name.group(1), BOTH)
                .flatMap(both -> of(source, both.group(1), both.group(2)))
                .ifPresent(all::add));
        return all;
    }

    private static Optional<Normalisation> of(String source, String mean, String std) {
        return numbers(source, mean)
                .flatMap(means -> numbers(source, std).map(deviations -> new Normalisation(means, deviations)));
    }

    private static Optional<String> numbers(String source, String value) {
        return value.matches(NAME)
                ? assigned(source, value, ONE).map(one -> one.group(1)).flatMap(Normalisation::numbers)
                : numbers(value);
    }

    private static Optional<String> numbers(String value) {
        Matcher scaled = OF_SCALED.matcher(value);
        if (scaled.matches()) {
            return numbers(scaled.group(2), BigDecimal.valueOf(255));
        }
        return value.matches(LIST + "|" + NUMBER) ? numbers(value, BigDecimal.ONE) : Optional.empty();
    }

    private static Optional<String> numbers(String value, BigDecimal divisor) {
        List<String> numbers = new ArrayList<>();
        try {
            for (String number : value.replaceAll("[\\[\\]()\\s]", "").split(",")) {
                numbers.add(number(number, divisor));
            }
        } catch (ArithmeticException | NumberFormatException noNumber) {
            return Optional.empty();
        }
        return Optional.of(String.join(",", numbers));
    }

    /** The text itself if it is a number that is not divided. */
    private static String number(String text, BigDecimal divisor) {
        String[] parts = text.split("/");
        BigDecimal number = new BigDecimal(parts[0]);
        if (parts.length == 1 && divisor.compareTo(BigDecimal.ONE) == 0) {
            return text;
        }
        BigDecimal all = parts.length == 1 ? divisor : divisor.multiply(new BigDecimal(parts[1]));
        return number.divide(all, MathContext.DECIMAL32).stripTrailingZeros().toPlainString();
    }

    /** The value that {@code source} assigns to {@code name}; empty if there is none, or more than one. */
    private static Optional<Matcher> assigned(String source, String name, Pattern value) {
        Matcher assignment = Pattern.compile("(?m)^[ \\t]*" + Pattern.quote(name) + "(?:\\s*:[^=\\n]*)?\\s*=(?!=)")
                .matcher(source);
        if (!assignment.find()) {
            return Optional.empty();
        }
        Matcher found = value.matcher(source).region(assignment.end(), source.length());
        return found.find() && !assignment.find() ? Optional.of(found) : Optional.empty();
    }
}
