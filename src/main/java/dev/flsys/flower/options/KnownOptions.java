package dev.flsys.flower.options;

import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.problem.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All options of a script whose parser refuses every other one. A parameter is refused here only if the script would
 * certainly refuse it.
 *
 * @param options all of them, hidden ones included
 * @param abbreviations whether the parser accepts the beginning of an option's name
 */
public record KnownOptions(List<Option> options, boolean abbreviations) {

    private static final int MOST_FAULTS = 5;
    private static final int LONGEST_VALUE = 60;
    private static final Pattern WHOLE = Pattern.compile("\\s*[+-]?[0-9_]+\\s*");
    private static final Pattern NUMBER =
            Pattern.compile("(?i)\\s*[+-]?(?:inf|infinity|nan|[0-9_]*\\.?[0-9_]*(?:e[+-]?[0-9_]+)?)\\s*");

    public KnownOptions {
        options = List.copyOf(options);
    }

    /** The values that an option takes. */
    enum Takes {
        /** A whole number as Python's {@code int} reads it. */
        INTEGER,
        /** A number as Python's {@code float} reads it. */
        NUMBER,
        /** None: the option is a switch. */
        NOTHING,
        /** Any text, or values of an uncertain kind. */
        ANYTHING
    }

    /**
     * One option.
     *
     * @param names its spellings with their dashes
     * @param needsValue whether it cannot be given without a value
     * @param choices the only values that it may have; null for any value, or if they are not certain
     */
    record Option(
            List<String> names,
            Takes takes,
            boolean needsValue,
            @Nullable List<String> choices) {

        Option {
            names = List.copyOf(names);
        }
    }

    /**
     * Checks the parameters of a client.
     *
     * @param spelling the spelling of the script's options
     * @throws ParametersInvalid if the script would refuse it
     */
    public void check(StartParameters parameters, OptionSpelling spelling) {
        List<String> faults = new ArrayList<>();
        for (Map.Entry<String, List<StartParameters.Value>> each :
                parameters.values().entrySet()) {
            String option = "--" + spelling.nameFor(each.getKey());
            fault(each.getKey(), option, each.getValue()).ifPresent(faults::add);
        }
        if (!faults.isEmpty()) {
            throw new ParametersInvalid(faults.stream().limit(MOST_FAULTS).collect(Collectors.joining(" ")));
        }
    }

    private Optional<String> fault(String name, String option, List<StartParameters.Value> values) {
        List<Option> matching = matching(option);
        if (matching.isEmpty()) {
            return Optional.of("The script has no option '" + name + "'." + NearestName.hint(name, names()));
        }
        // The option that an ambiguous abbreviation means is not certain.
        return matching.size() > 1 ? Optional.empty() : fault(name, matching.get(0), values);
    }

    private static Optional<String> fault(String name, Option option, List<StartParameters.Value> values) {
        if (values.isEmpty() && option.needsValue()) {
            return Optional.of("The option '" + name + "' needs a value: it is no switch.");
        }
        for (StartParameters.Value value : values) {
            String shown = "'" + shortened(value.text()) + "'";
            if (option.takes() == Takes.NOTHING) {
                return Optional.of(
                        "The option '" + name + "' is a switch and takes no value: give true, not " + shown + ".");
            }
            if (!fits(value.text(), option.takes())) {
                String kind = option.takes() == Takes.INTEGER ? "a whole number" : "a number";
                return Optional.of("The option '" + name + "' takes " + kind + ", not " + shown + ".");
            }
            List<String> choices = option.choices();
            if (choices != null && !choices.contains(value.text())) {
                return Optional.of("The option '" + name + "' does not take " + shown + "."
                        + NearestName.hint(value.text(), choices));
            }
        }
        return Optional.empty();
    }

    private List<Option> matching(String option) {
        List<Option> exact =
                options.stream().filter(each -> each.names().contains(option)).toList();
        if (!exact.isEmpty() || !abbreviations) {
            return exact;
        }
        return options.stream()
                .filter(each -> each.names().stream().anyMatch(known -> known.startsWith(option)))
                .toList();
    }

    /** The names of the options as clients write them. */
    private List<String> names() {
        return options.stream()
                .flatMap(option -> option.names().stream())
                .filter(name -> name.startsWith("--"))
                .map(name -> StartOption.nameOf(name.substring(2)))
                .filter(StartParameters::isName)
                .distinct()
                .toList();
    }

    /** Text beyond ASCII is accepted: Python reads the digits of other writing systems as well. */
    private static boolean fits(String text, Takes takes) {
        if (text.chars().anyMatch(c -> c > 127)) {
            return true;
        }
        return switch (takes) {
            case INTEGER -> WHOLE.matcher(text).matches();
            case NUMBER -> NUMBER.matcher(text).matches();
            case NOTHING, ANYTHING -> true;
        };
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
    }
}
