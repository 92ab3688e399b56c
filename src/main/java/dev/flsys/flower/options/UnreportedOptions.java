package dev.flsys.flower.options;

import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.StartParameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a script whose options are not known: they are passed on under their names.
 *
 * @param spelling the spelling of its options, where its help text shows one
 * @param doubt the reason why it is not known how the script reads {@code false}; null if it gets the text
 *     {@code False}
 * @param ignored the reason why the script reads no arguments at all; null if it may read them
 * @param variables the variables of the environment that a script without arguments reads
 */
record UnreportedOptions(
        OptionSpelling spelling,
        @Nullable String doubt,
        @Nullable String ignored,
        Set<String> variables) implements ScriptArguments {

    UnreportedOptions {
        variables = Set.copyOf(variables);
    }

    /** The beginnings of {@code help}: parsers that take abbreviations print the help for them and end with 0. */
    private static final List<String> HELP = List.of("h", "he", "hel");

    @Override
    public List<String> toArguments(StartParameters parameters) {
        HELP.stream()
                .filter(name -> parameters.values().containsKey(name)
                        && !spelling.several().containsKey(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new ParametersInvalid("'" + name + "' may mean --help, which would not start a simulation.");
                });
        Optional<String> off = parameters.off().stream().findFirst();
        if (doubt != null && off.isPresent()) {
            throw new ParametersInvalid("It is not known how the script reads false for '" + off.get() + "'. " + doubt
                    + " Leave the parameter out, or send the text that the script reads, such as \"False\".");
        }
        return RunArguments.toArguments(withoutVariables(parameters), spelling, "False");
    }

    @Override
    public Map<String, String> toEnvironment(StartParameters parameters) {
        return environment().toEnvironment(parameters);
    }

    private ScriptVariables environment() {
        return new ScriptVariables(variables::contains);
    }

    private List<GivenParameter> withoutVariables(StartParameters parameters) {
        return GivenParameter.of(parameters).stream()
                .filter(given -> environment().of(given.name()).isEmpty())
                .toList();
    }

    @Override
    public List<String> listWarnings(StartParameters parameters) {
        return ignored == null
                ? List.of()
                : unread(
                        withoutVariables(parameters).stream()
                                .map(GivenParameter::name)
                                .toList(),
                        ignored);
    }

    /** The warning about parameters that no program reads; none if there are no such parameters. */
    static List<String> unread(List<String> names, String why) {
        return names.isEmpty()
                ? List.of()
                : List.of("Nobody reads the " + (names.size() == 1 ? "parameter " : "parameters ")
                        + String.join(", ", names) + ": " + why);
    }
}
