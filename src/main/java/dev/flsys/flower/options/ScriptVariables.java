package dev.flsys.flower.options;

import dev.flsys.flower.command.StartParameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The variables of the environment in which a script reads parameters.
 *
 * @param reads whether the script reads the variable of a name
 */
record ScriptVariables(Predicate<String> reads) {

    /** Variables that change how the script itself runs. */
    private static final Pattern PROTECTED = Pattern.compile(
            "PATH|HOME|SHELL|IFS|ENV|USER|PWD|LANG|TMPDIR|BASH.*|LD_.*|LC_.*|PYTHON.*|FLWR_.*|FLSYS.*|RAY_.*"
                    + "|VIRTUAL_ENV");

    /** The variable for a parameter: its name, or its name in capital letters; empty if the script reads neither. */
    Optional<String> of(String parameter) {
        String name = nameOf(parameter);
        return List.of(name, name.toUpperCase(Locale.ROOT)).stream()
                .filter(variable -> !isProtected(variable))
                .filter(reads)
                .findFirst();
    }

    static boolean isProtected(String variable) {
        return PROTECTED.matcher(variable.toUpperCase(Locale.ROOT)).matches();
    }

    /** The name of a parameter as variables may be named. */
    static String nameOf(String parameter) {
        return parameter.replace('.', '_');
    }

    /** The values of the parameters that have a variable. */
    Map<String, String> toEnvironment(StartParameters parameters) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (GivenParameter given : GivenParameter.of(parameters)) {
            String value = given.truth() != null
                    ? given.truth().toString()
                    : given.values().stream().map(StartParameters.Value::text).collect(Collectors.joining(" "));
            of(given.name()).ifPresent(variable -> variables.put(variable, value));
        }
        return variables;
    }
}
