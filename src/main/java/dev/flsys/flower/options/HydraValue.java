package dev.flsys.flower.options;

import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.problem.NearestName;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The value of an override of Hydra or sacred, of the type that the key's default value has.
 *
 * @param name the client's name of the key
 * @param python whether values are literals of Python, as sacred reads them
 */
record HydraValue(String name, ReportedOption key, boolean python) {

    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");
    private static final Pattern NUMBER = Pattern.compile("(?i)[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?");
    /** A text that Hydra's grammar reads as itself, without quotes. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*");

    private static final Pattern OTHER_THAN_TEXT = Pattern.compile("(?i)true|false|null|none|nan|inf");

    /** @throws ParametersInvalid if the key cannot have the value */
    String of(GivenParameter given) {
        Boolean truth = given.truth();
        boolean list = key.is("repeated");
        if (truth != null) {
            return formatBoolean(truth, list);
        }
        if (list || (given.values().size() > 1 && !isSingle())) {
            return given.values().stream().map(this::formatOne).collect(Collectors.joining(",", "[", "]"));
        }
        if (given.values().size() > 1) {
            throw new ParametersInvalid("'" + name + "' takes one value, not a list of "
                    + given.values().size() + ".");
        }
        return formatOne(given.values().get(0));
    }

    private boolean isSingle() {
        return !key.readText("type").isEmpty() || key.is("group");
    }

    private String formatBoolean(boolean truth, boolean list) {
        if (list || key.is("group") || key.readText("type").matches("int|float|str|dict")) {
            throw new ParametersInvalid("'" + name + "' takes " + takes() + ", not " + truth + ".");
        }
        return booleanWord(truth);
    }

    private String booleanWord(boolean truth) {
        return python ? (truth ? "True" : "False") : String.valueOf(truth);
    }

    private String formatNone() {
        return python ? "None" : "null";
    }

    private String takes() {
        return switch (key.readText("type")) {
            case "int", "float" -> "a number";
            case "bool" -> "true or false";
            case "dict" -> "keys of its own";
            default -> key.is("group") ? "one of " + String.join(", ", key.readTexts("choices")) : "a text";
        };
    }

    private String formatOne(StartParameters.Value value) {
        String text = value.text();
        if (key.is("group")) {
            List<String> choices = key.readTexts("choices");
            if (!choices.isEmpty() && !choices.contains(text)) {
                throw new ParametersInvalid("'" + name + "' does not take " + OptionValues.shorten(text) + "."
                        + NearestName.suggest(text, choices));
            }
            return quote(text);
        }
        boolean isNull = text.equals("null");
        switch (key.readText("type")) {
            case "int" -> {
                // In YAML files, 1 is often the default of a value that may be 0.5.
                return isNull ? formatNone() : requireMatch(NUMBER, text);
            }
            case "float" -> {
                // JavaScript sends 1 for 1.0, and 1 has another type in Python.
                String number = isNull ? formatNone() : requireMatch(NUMBER, text);
                return WHOLE.matcher(number).matches() ? number + ".0" : number;
            }
            case "bool" -> {
                Optional<Boolean> meant = BooleanWords.of(text);
                return isNull ? formatNone() : booleanWord(meant.orElseThrow(() -> refused(text)));
            }
            case "dict" -> throw refused(text);
            default -> {
                boolean bare = key.readText("type").isEmpty() && (!value.quoted() || isNull);
                return bare ? (isNull ? formatNone() : text) : quote(text);
            }
        }
    }

    private String requireMatch(Pattern pattern, String text) {
        if (!pattern.matcher(text).matches()) {
            throw refused(text);
        }
        return text;
    }

    private ParametersInvalid refused(String text) {
        return new ParametersInvalid("'" + name + "' takes " + takes() + ", not " + OptionValues.shorten(text) + ".");
    }

    /** A text as Hydra's grammar reads it. A quote, and backslashes before it or at the end, are escaped. */
    private static String quote(String text) {
        if (PLAIN.matcher(text).matches() && !OTHER_THAN_TEXT.matcher(text).matches()) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("'");
        int backslashes = 0;
        for (char c : (text + "'").toCharArray()) {
            if (c == '\'') {
                quoted.append("\\".repeat(backslashes + 1));
            }
            backslashes = c == '\\' ? backslashes + 1 : 0;
            quoted.append(c);
        }
        // The last quote ends the text: it is not escaped.
        return quoted.deleteCharAt(quoted.length() - 2).toString();
    }
}
