package dev.flsys.flower.options;

import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.StartParameters;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a script whose options are not known: they are passed on under their names.
 *
 * @param spelling the spelling of its options, where its help text shows one
 * @param doubt why it is not known how the script reads {@code false}; null if it gets the text {@code False}
 * @param ignored why the script reads no parameters at all; null if it may read them
 */
record UnreportedOptions(
        OptionSpelling spelling,
        @Nullable String doubt,
        @Nullable String ignored) implements ScriptArguments {

    @Override
    public List<String> words(StartParameters parameters) {
        Optional<String> off = parameters.off().stream().findFirst();
        if (doubt != null && off.isPresent()) {
            throw new ParametersInvalid("It is not known how the script reads false for '" + off.get() + "'. " + doubt
                    + " Leave the parameter out, or send the text that the script reads, such as \"False\".");
        }
        return RunArguments.options(parameters, spelling, "False");
    }

    @Override
    public List<String> warnings(StartParameters parameters) {
        return ignored == null
                ? List.of()
                : unread(Given.of(parameters).stream().map(Given::name).toList(), ignored);
    }

    /** The warning about parameters that nobody reads; none if there are no such parameters. */
    static List<String> unread(List<String> names, String why) {
        return names.isEmpty()
                ? List.of()
                : List.of("Nobody reads the " + (names.size() == 1 ? "parameter " : "parameters ")
                        + String.join(", ", names) + ": " + why);
    }
}
