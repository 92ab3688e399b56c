package dev.flsys.flower.options;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The long options that a script tells in its {@code --help}.
 *
 * @param several option name without dashes in front, to whether one occurrence takes several values ({@code --lr LR
 *     [LR ...]}, {@code --lr FLOAT...})
 */
public record ScriptOptions(Map<String, Boolean> several) {

    private static final Pattern OPTION = Pattern.compile(
            "(?<![\\w-])--(?:\\[no-?])?([A-Za-z0-9][\\w-]*+(?:\\.[\\w-]++)*+)([ =][^\\s,\\[\\]-]*\\s*\\[[^\\]]*\\.\\.\\.\\]| [A-Z]+\\.\\.\\.| <[A-Z ]+>\\.\\.\\.)?");

    /** A script that is not asked, or does not tell. */
    public static final ScriptOptions UNKNOWN = new ScriptOptions(Map.of());

    public ScriptOptions {
        several = Map.copyOf(several);
    }

    /** Reads argparse's, click's and alike help texts. */
    static ScriptOptions parse(String help) {
        Map<String, Boolean> several = new TreeMap<>();
        Matcher option = OPTION.matcher(help);
        while (option.find()) {
            several.merge(option.group(1), option.group(2) != null, Boolean::logicalOr);
        }
        return new ScriptOptions(several);
    }

    /**
     * The option for a parameter: as given, or with {@code -} or {@code .} for {@code _} or the other way, whichever is
     * known; else as given.
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
