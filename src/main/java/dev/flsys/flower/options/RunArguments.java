package dev.flsys.flower.options;

import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.StartParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns parameters into arguments of a command. Each value is one argument, whatever characters it has. */
public final class RunArguments {

    private static final Pattern NEGATIVE_NUMBER = Pattern.compile("-(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    private RunArguments() {}

    /**
     * {@code --rounds 10 --fast --lr 0.1 --lr 0.2}. A value that looks like an option is joined to its option by
     * {@code =}, so that no script reads it as another option.
     */
    public static List<String> options(StartParameters parameters, OptionSpelling known) {
        List<String> arguments = new ArrayList<>();
        parameters.values().forEach((name, values) -> {
            String option = "--" + known.nameFor(name);
            if (parameters.isFlag(name)) {
                arguments.add(option);
            } else if (known.takesSeveral(known.nameFor(name))
                    && values.stream().noneMatch(RunArguments::looksLikeOption)) {
                arguments.add(option);
                values.forEach(value -> arguments.add(value.text()));
            } else {
                values.forEach(value -> addOne(arguments, option, value));
            }
        });
        return arguments;
    }

    /** {@code --run-config 'rounds=10 model="LeNet"'} of {@code flwr run}: TOML values under unchanged names. */
    public static List<String> runConfig(StartParameters parameters) {
        String config = parameters.values().entrySet().stream()
                .map(RunArguments::assignment)
                .collect(Collectors.joining(" "));
        return config.isEmpty() ? List.of() : List.of("--run-config", config);
    }

    private static String assignment(Map.Entry<String, List<StartParameters.Value>> parameter) {
        String name = parameter.getKey();
        List<StartParameters.Value> values = parameter.getValue();
        if (values.size() > 1) {
            throw new ParametersInvalid("A run config of Flower takes no lists: " + name);
        }
        return name + "=" + (values.isEmpty() ? "true" : toml(name, values.get(0)));
    }

    private static String toml(String name, StartParameters.Value value) {
        if (!value.quoted()) {
            return value.text();
        }
        if (value.text().chars().anyMatch(c -> Character.isISOControl(c) || c == '\'' || c == '"' || c == '\\')) {
            throw new ParametersInvalid(
                    "A run config of Flower takes no quotes, backslashes and control characters: " + name);
        }
        return "\"" + value.text() + "\"";
    }

    private static void addOne(List<String> arguments, String option, StartParameters.Value value) {
        if (looksLikeOption(value)) {
            arguments.add(option + "=" + value.text());
        } else {
            arguments.add(option);
            arguments.add(value.text());
        }
    }

    private static boolean looksLikeOption(StartParameters.Value value) {
        return value.text().startsWith("-")
                && !NEGATIVE_NUMBER.matcher(value.text()).matches();
    }
}
