package dev.flsys.flower.options;

import dev.flsys.flower.command.StartParameters;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The arguments of a script that calls {@code OmegaConf.from_cli}: {@code rounds=10 model.lr=0.1}. OmegaConf reads each
 * value as YAML.
 */
record DotlistArguments() implements ScriptArguments {

    /** A text that YAML reads as itself, without quotes. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*");

    private static final Pattern OTHER_THAN_TEXT = Pattern.compile("(?i)true|false|yes|no|on|off|y|n|null|nan|inf");

    @Override
    public List<String> toArguments(StartParameters parameters) {
        return GivenParameter.of(parameters).stream()
                .map(given -> given.name() + "=" + toYaml(given))
                .toList();
    }

    private static String toYaml(GivenParameter given) {
        if (given.truth() != null) {
            return given.truth().toString();
        }
        List<String> values =
                given.values().stream().map(DotlistArguments::toYaml).toList();
        return values.size() == 1 ? values.get(0) : values.stream().collect(Collectors.joining(", ", "[", "]"));
    }

    private static String toYaml(StartParameters.Value value) {
        String text = value.text();
        boolean plain = !value.quoted()
                || (PLAIN.matcher(text).matches()
                        && !OTHER_THAN_TEXT.matcher(text).matches());
        return plain ? text : "'" + text.replace("'", "''") + "'";
    }
}
