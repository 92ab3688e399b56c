package dev.flsys.flower.options;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flsys.flower.options.StartOption.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One option as the lines of a help tell it.
 *
 * @param indent blanks in front of it
 * @param spec what stands before the help: {@code -r, --rounds INTEGER}
 * @param help what comes after; it grows with the lines that follow
 */
record HelpEntry(int indent, String spec, StringBuilder help) {

    private static final Set<String> NOT_OFFERED =
            Set.of("help", "version", "helpfull", "helpshort", "helpxml", "install-completion", "show-completion");

    // Possessive where a group repeats: on a text made for it, others would run for ever or out of stack.
    private static final Pattern LONG = Pattern.compile("--(\\[no-?])?([A-Za-z0-9][\\w-]*+(?:\\.[\\w-]++)*+)");
    private static final Pattern NOTHING_BUT_NAMES = Pattern.compile("-[\\w.-]++(?:[,/\\s]++-[\\w.-]++)*+");
    /** {@code --rounds: Rounds to run.} */
    private static final Pattern ABSL = Pattern.compile("((?:-\\w,\\s?)?--(?:\\[no])?[A-Za-z0-9][\\w.-]*): (.*)");

    private static final Pattern ABSL_CHOICES = Pattern.compile("^(<[^<>]+>): ");
    private static final Pattern ABSL_KIND = Pattern.compile("\\((?:an integer|a number|a comma separated list)\\)$");
    private static final Pattern ABSL_TEXT = Pattern.compile("\\(default: '[^']*'\\)$");

    private static final Pattern DEFAULT_IN_BRACKETS =
            Pattern.compile("\\[(?:[^\\[\\];]*; )?default(?: is|:|=) ?((?:[^\\[\\];]++|\\[[^\\[\\]]*+])*+)[^\\[\\]]*]");
    private static final Pattern DEFAULT_IN_PARENTHESES =
            Pattern.compile("\\([Dd]efaults?(?: is| to|:|=)? ?((?:[^()]++|\\([^()]*+\\))*+)\\)");
    private static final Pattern REQUIRED = Pattern.compile("\\[(?:[^\\[\\]]*; )?required]|\\(required\\)");
    private static final Pattern CHOICES =
            Pattern.compile("[{\\[(<]([^{}\\[\\]()<>|,]++(?:[|,][^{}\\[\\]()<>|,]++)++)[}\\])>]");
    /** What rich puts into a column of its own: {@code INTEGER RANGE [1<=x]}, {@code <name>...}, {@code [a|b]}. */
    private static final Pattern METAVAR = Pattern.compile(
            "(?:[A-Z][A-Z0-9_ ]*(?:\\[[^\\[\\]]*])?|<[^<>]+>|[\\[{(][^\\s\\[\\]{}()]+[\\]})])(?:\\.\\.\\.)?");

    private static final Pattern INTEGER = Pattern.compile("(?i)<?int(?:eger)?(?: range.*)?>?");
    private static final Pattern NUMBER = Pattern.compile("(?i)<?(?:float|number)(?: range.*)?>?");
    private static final Pattern NUMERAL = Pattern.compile("[+-]?\\d+(?:\\.\\d*)?(?:e[+-]?\\d+)?");
    /** Python prints lists, objects and the like in ways that no script reads. */
    private static final Pattern NO_VALUE = Pattern.compile("|None|null|[\\[({<].*");

    /** Whether a line begins an option. */
    static boolean begins(String text) {
        return text.startsWith("-") && LONG.matcher(text).find();
    }

    /** Whether a line is one of absl's, whose flags look like nobody else's. */
    static boolean isOfAbsl(String text) {
        return ABSL.matcher(text).matches();
    }

    /** @param text a line that begins an option, without the blanks in front of it */
    static HelpEntry of(int indent, String text) {
        Matcher absl = ABSL.matcher(text);
        if (absl.matches()) {
            return new HelpEntry(indent, absl.group(1), new StringBuilder(absl.group(2)));
        }
        StringBuilder spec = new StringBuilder();
        StringBuilder help = new StringBuilder();
        for (String cell : text.split("\\s{2,}")) {
            boolean names = help.isEmpty() && (cell.startsWith("-") || isMetavar(cell));
            (names ? spec : help).append(' ').append(cell);
        }
        return new HelpEntry(indent, spec.toString().strip(), help);
    }

    private static boolean isMetavar(String cell) {
        return METAVAR.matcher(cell).matches() && !REQUIRED.matcher(cell).matches();
    }

    /** Adds the option, if it is one that a form can offer. */
    void offer(OfferedOptions offered) {
        Matcher name = LONG.matcher(spec);
        if (!name.find() || NOT_OFFERED.contains(name.group(2))) {
            return;
        }
        String option = "--" + name.group(2);
        String told = help.toString().strip();
        boolean required = REQUIRED.matcher(told).find();
        String value = defaultIn(told);
        String off = off(option);
        String takes = takes(told);
        if (off != null && value != null && (value.equalsIgnoreCase("true") || option.equals("--" + value))) {
            offered.addOff(option, off, shown(told));
        } else if (off != null || takes.isEmpty()) {
            offered.addFlag(option, required, shown(told));
        } else {
            offered.add(
                    option,
                    kind(takes, value),
                    defaultValue(takes, value),
                    required,
                    shown(told),
                    choices(takes),
                    takes.contains("..."));
        }
    }

    /** What the help calls the value of the option; empty for a flag. */
    private String takes(String told) {
        Matcher kind = ABSL_KIND.matcher(told);
        if (kind.find()) {
            return kind.group().replaceAll("^\\(an? |\\)$", "");
        }
        Matcher choices = ABSL_CHOICES.matcher(told);
        if (choices.find()) {
            return choices.group(1);
        }
        if (ABSL_TEXT.matcher(told).find()) {
            return "TEXT";
        }
        Matcher name = LONG.matcher(spec);
        int end = 0;
        while (name.find()) {
            end = name.end();
        }
        return spec.substring(end).replaceFirst("^[,/\\s]*-\\w(?!\\S)", "").replaceFirst("^[=\\s]+", "");
    }

    /**
     * The option that turns this one off: {@code --fast / --no-fast}, {@code --fast, --no-fast}, {@code --[no]fast}.
     */
    private @Nullable String off(String option) {
        if (spec.contains("--[no]") || spec.contains("--[no-]")) {
            return option.replaceFirst("^--", spec.contains("[no-]") ? "--no-" : "--no");
        }
        Matcher second = LONG.matcher(spec);
        while (second.find()
                && NOTHING_BUT_NAMES.matcher(spec.replace('/', ' ')).matches()) {
            String other = "--" + second.group(2);
            if (!other.equals(option) && (spec.contains("/") || other.startsWith("--no-"))) {
                return other;
            }
        }
        return null;
    }

    private static @Nullable List<JsonNode> choices(String takes) {
        if (takes.equals("BOOLEAN")) {
            return List.of(TextNode.valueOf("true"), TextNode.valueOf("false"));
        }
        Matcher choices = CHOICES.matcher(takes);
        if (!choices.matches()) {
            return null;
        }
        List<JsonNode> values = new ArrayList<>();
        for (String value : choices.group(1).split("[|,]")) {
            values.add(TextNode.valueOf(value.strip()));
        }
        return values;
    }

    private static Kind kind(String takes, @Nullable String value) {
        String one = takes.replaceFirst("\\.\\.\\.$", "");
        if (INTEGER.matcher(one).matches()) {
            return Kind.INTEGER;
        }
        // That a number is to be a whole one cannot be told from its default.
        boolean number = NUMBER.matcher(one).matches()
                || (value != null && NUMERAL.matcher(value).matches());
        return number ? Kind.NUMBER : Kind.TEXT;
    }

    private static @Nullable JsonNode defaultValue(String takes, @Nullable String value) {
        if (value == null) {
            return null;
        }
        return TextNode.valueOf(takes.equals("BOOLEAN") ? value.toLowerCase(Locale.ROOT) : value);
    }

    private static @Nullable String defaultIn(String told) {
        for (Pattern pattern : List.of(DEFAULT_IN_BRACKETS, DEFAULT_IN_PARENTHESES)) {
            Matcher found = pattern.matcher(told);
            if (found.find()) {
                String value = found.group(1).strip().replaceFirst("^(['\"])(.*)\\1$", "$2");
                return NO_VALUE.matcher(value).matches() ? null : value;
            }
        }
        return null;
    }

    /** The help without what is told elsewhere. */
    private static String shown(String told) {
        String shown = told;
        for (Pattern pattern : List.of(DEFAULT_IN_BRACKETS, DEFAULT_IN_PARENTHESES, REQUIRED, ABSL_CHOICES)) {
            shown = pattern.matcher(shown).replaceAll("");
        }
        return shown.replaceAll("\\s+(?=[.,;]|$)", "").strip();
    }
}
