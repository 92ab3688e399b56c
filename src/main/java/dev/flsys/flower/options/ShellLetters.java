package dev.flsys.flower.options;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The options of one letter that a shell script reads by {@code getopts}:
 *
 * <pre>
 * while getopts "r:v" opt; do case $opt in
 *   r) ROUNDS=$OPTARG ;;
 *   v) VERBOSE=true ;;
 * esac; done
 * </pre>
 *
 * A parameter has the name of the variable that the letter sets. {@code getopts} reads each letter of {@code --rounds}
 * as an option of its own, so a script with it never gets such a word.
 *
 * @param text the script without the lines that are comments
 */
record ShellLetters(String text) {

    /** The letters, without a {@code -}: with it, a script may read long options, too. */
    private static final Pattern GETOPTS =
            Pattern.compile("\\bgetopts[ \\t]+[\"']?:?((?:[A-Za-z0-9]:?){1,100})[\"']?[ \\t]+[\"']?[A-Za-z_]");

    /** An arm: {@code r)} and the text up to its end. */
    private static final Pattern ARM =
            Pattern.compile("(?m)(?:^|(?<=;;)|(?<=\\sin))[ \\t]*\\(?[ \\t]*[\"']?([A-Za-z0-9])"
                    + "[\"']?[ \\t]*\\)((?s:.{0,1000}?))(?:;;|\\besac\\b)");

    private static final Pattern VALUE = Pattern.compile("\\b([A-Za-z_]\\w{0,99})=[\"']?\\$\\{?OPTARG\\b");
    private static final Pattern SWITCH = Pattern.compile("\\b([A-Za-z_]\\w{0,99})=[\"']?(?i:true|1|yes|on|y)\\b");

    /**
     * One option.
     *
     * @param option the letter behind its dash
     * @param takesValue whether the next word is its value
     * @param variable the variable that it sets; null if it sets none
     */
    record Letter(
            String option, boolean takesValue, @Nullable String variable) {

        boolean isNamed(String name) {
            return name.equalsIgnoreCase(variable) || option.equals("-" + name);
        }
    }

    /** The options in the order of {@code getopts}; empty if the script does not call it. */
    List<Letter> letters() {
        Matcher getopts = GETOPTS.matcher(text);
        if (!getopts.find()) {
            return List.of();
        }
        Map<String, String> bodies = new HashMap<>();
        ARM.matcher(text).results().forEach(arm -> bodies.putIfAbsent(arm.group(1), arm.group(2)));
        List<Letter> letters = new ArrayList<>();
        String spec = getopts.group(1);
        for (int at = 0; at < spec.length(); at++) {
            if (spec.charAt(at) != ':') {
                String letter = spec.substring(at, at + 1);
                boolean takesValue = at + 1 < spec.length() && spec.charAt(at + 1) == ':';
                Matcher set = (takesValue ? VALUE : SWITCH).matcher(bodies.getOrDefault(letter, ""));
                letters.add(new Letter("-" + letter, takesValue, set.find() ? set.group(1) : null));
            }
        }
        return letters;
    }

    /** The option for a parameter: its variable, its letter, or the only variable whose name is a synonym. */
    Optional<Letter> find(String parameter) {
        List<Letter> letters = letters();
        return letters.stream()
                .filter(letter -> letter.isNamed(parameter))
                .findFirst()
                .or(() -> ParameterSynonyms.findOnly(
                        parameter,
                        letters,
                        letter -> letter.variable() == null ? List.of() : List.of(letter.variable())));
    }
}
