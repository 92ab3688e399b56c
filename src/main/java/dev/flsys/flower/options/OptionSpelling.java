package dev.flsys.flower.options;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The spelling of a script's long options.
 *
 * @param several the options without their dashes; true for an option that takes several values at once ({@code --lr LR
 *     [LR ...]})
 */
public record OptionSpelling(Map<String, Boolean> several) {

    /** The spelling of a script whose options are unknown. */
    public static final OptionSpelling UNKNOWN = new OptionSpelling(Map.of());

    private static final Pattern OPTION =
            Pattern.compile("(?<![\\w-])--(?:\\[no-?])?([A-Za-z0-9][\\w-]*+(?:\\.[\\w-]++)*+)");

    public OptionSpelling {
        several = Map.copyOf(several);
    }

    /** The spelling in the help text of a script whose parser could not be asked. */
    static OptionSpelling ofHelp(String help) {
        return new OptionSpelling(OPTION.matcher(help)
                .results()
                .map(option -> option.group(1))
                .distinct()
                .collect(Collectors.toMap(option -> option, option -> false)));
    }

    /**
     * The option for a parameter: its name unchanged, or with {@code -}, {@code .} or nothing for {@code _} if the
     * script has only such an option.
     */
    String nameFor(String parameter) {
        if (several.containsKey(parameter)) {
            return parameter;
        }
        String dashed = parameter.replace('_', '-');
        if (several.containsKey(dashed)) {
            return dashed;
        }
        String plain = dashed.replace("-", "");
        return several.keySet().stream()
                .filter(known -> known.replaceAll("[_.-]", "").equals(plain))
                .sorted()
                .findFirst()
                .orElse(parameter);
    }

    /** Whether one occurrence of {@code option} takes all values of a list. */
    boolean takesSeveral(String option) {
        return several.getOrDefault(option, false);
    }
}
