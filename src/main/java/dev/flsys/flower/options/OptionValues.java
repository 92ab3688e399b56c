package dev.flsys.flower.options;

import dev.flsys.problem.NearestName;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks values in the way of Python's {@code int} and {@code float}, and of a parser's choices. */
final class OptionValues {

    private static final int MAX_VALUE = 60;
    private static final Pattern WHOLE = Pattern.compile("\\s*[+-]?[0-9_]+\\s*");
    private static final Pattern NUMBER =
            Pattern.compile("(?i)\\s*[+-]?(?:inf|infinity|nan|[0-9_]*\\.?[0-9_]*(?:e[+-]?[0-9_]+)?)\\s*");

    private OptionValues() {}

    /** The reason why the script would certainly refuse one of the texts; empty if there is none. */
    static Optional<String> findFault(String name, ReportedOption option, List<String> texts) {
        return texts.stream()
                .flatMap(text -> findFault(name, option, text).stream())
                .findFirst();
    }

    private static Optional<String> findFault(String name, ReportedOption option, String text) {
        Optional<String> number = option.number();
        if (number.isPresent() && !fits(text, number.get())) {
            return Optional.of(
                    "The option '" + name + "' takes " + describeKind(number.get()) + ", not " + shorten(text) + ".");
        }
        return option.onlyTexts()
                .filter(choices -> !choices.contains(text))
                .map(choices -> "The option '" + name + "' does not take " + shorten(text) + "."
                        + NearestName.suggest(text, choices));
    }

    /** The kind of values for a sentence. */
    static String describeKind(ReportedOption option) {
        return option.number().map(OptionValues::describeKind).orElse("a text");
    }

    static String shorten(String text) {
        return "'" + (text.length() <= MAX_VALUE ? text : text.substring(0, MAX_VALUE) + "…") + "'";
    }

    private static String describeKind(String number) {
        return number.equals("int") ? "a whole number" : "a number";
    }

    /** Text beyond ASCII is accepted: Python reads the digits of other writing systems as well. */
    private static boolean fits(String text, String number) {
        return text.chars().anyMatch(c -> c > 127)
                || (number.equals("int") ? WHOLE : NUMBER).matcher(text).matches();
    }
}
