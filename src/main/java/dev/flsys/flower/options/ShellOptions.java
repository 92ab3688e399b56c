package dev.flsys.flower.options;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flsys.flower.command.SanitisedOutput;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.options.StartOption.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The options that the text of a shell script contains, found without running it:
 *
 * <ul>
 *   <li>the arms of a {@code case} over its arguments ({@code --rounds) rounds="$2"; shift ;;}), each with the default
 *       that the script assigns to the variable. An arm that sets no variable, such as the arm of {@code --help}, is
 *       not an option.
 *   <li>the variables for which the script has a default ({@code ${ROUNDS:-3}})
 * </ul>
 *
 * @param text the script without the lines that are comments
 */
record ShellOptions(String text) {

    private static final String WORD = "-{1,2}[A-Za-z][\\w-]*(?:=\\*)?";

    /** An arm: {@code -r|--rounds)} and the text up to its end. */
    private static final Pattern ARM = Pattern.compile("(?m)(?:^|(?<=;;)|(?<=\\sin))[ \\t]*\\(?[ \\t]*(?<words>" + WORD
            + "(?:[ \\t]*\\|[ \\t]*" + WORD + ")*)[ \\t]*\\)(?<body>(?s:.{0,1000}?));;");

    private static final Pattern WORDS = Pattern.compile("-{1,2}[A-Za-z][\\w-]*");

    /** An assignment of the word after the option, or of the text behind {@code =} ({@code ${1#*=}}). */
    private static final Pattern VALUE =
            Pattern.compile("\\b([A-Za-z_]\\w{0,99})=[\"']?\\$(?:2\\b|\\{2\\b|\\{\\w{1,99}##?\\*=\\})");

    private static final Pattern SWITCH = Pattern.compile("\\b[A-Za-z_]\\w{0,99}=[\"']?(?i:true|1|yes|on|y)\\b");

    /** A variable of the environment with a default without {@code $}. */
    private static final Pattern VARIABLE =
            Pattern.compile("\\$\\{([A-Za-z_]\\w{0,99}):?[-=]([\"']?)([^$`{}\"']{0,1000})\\2\\}");

    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(?:\\d{1,18}(?:\\.\\d{0,18})?|\\.\\d{1,18})(?:[eE][+-]?\\d{1,3})?");

    /** The names of the switches: options without a value. */
    Set<String> switches() {
        return arms().filter(ShellOptions::isSwitch)
                .flatMap(arm -> words(arm).stream())
                .collect(Collectors.toSet());
    }

    /**
     * The options in the order of the script, each name once.
     *
     * @param arguments the arguments that the start command gives it, whose options are not offered
     * @param variables whether variables of the environment are offered, too
     * @param root the project's folder
     */
    List<StartOption> listOptions(List<String> arguments, boolean variables, Path root) {
        DefaultValues defaults = new DefaultValues(root);
        Map<String, StartOption> byName = new LinkedHashMap<>();
        Stream<StartOption> ofArms = arms().filter(arm -> words(arm).stream().noneMatch(arguments::contains))
                .flatMap(arm -> toOption(arm, defaults).stream());
        Stream<StartOption> ofLetters = new ShellLetters(text)
                .letters().stream()
                        .filter(letter -> arguments.stream().noneMatch(each -> each.startsWith(letter.option())))
                        .flatMap(letter -> toOption(letter, defaults).stream());
        Stream<StartOption> ofVariables = variables ? listVariables(defaults) : Stream.empty();
        Stream.of(ofArms, ofLetters, ofVariables)
                .flatMap(each -> each)
                .filter(option -> StartParameters.isName(option.name()))
                .forEach(option -> byName.putIfAbsent(option.name(), option));
        return List.copyOf(byName.values());
    }

    private Stream<MatchResult> arms() {
        return ARM.matcher(text).results();
    }

    private static List<String> words(MatchResult arm) {
        return WORDS.matcher(arm.group(1)).results().map(MatchResult::group).toList();
    }

    private static boolean isSwitch(MatchResult arm) {
        return !VALUE.matcher(arm.group(2)).find()
                && SWITCH.matcher(arm.group(2)).find();
    }

    private Optional<StartOption> toOption(MatchResult arm, DefaultValues defaults) {
        Optional<String> word =
                words(arm).stream().filter(each -> each.startsWith("--")).findFirst();
        if (word.isEmpty()) {
            return Optional.empty();
        }
        if (isSwitch(arm)) {
            return Optional.of(toOption(word.get(), Kind.FLAG, BooleanNode.FALSE, null));
        }
        Matcher value = VALUE.matcher(arm.group(2));
        if (!value.find()) {
            return Optional.empty();
        }
        Optional<MatchResult> set = findAssignment(value.group(1));
        String text = set.flatMap(each -> assigned(each)).orElse(null);
        String comment = set.map(each -> each.group(4)).orElse("");
        return Optional.of(toValueOption(word.get(), text, comment == null ? "" : comment, defaults));
    }

    private Optional<StartOption> toOption(ShellLetters.Letter letter, DefaultValues defaults) {
        String variable = letter.variable();
        if (variable == null) {
            return Optional.empty();
        }
        Optional<MatchResult> set = findAssignment(variable);
        String text = set.flatMap(each -> assigned(each)).orElse(null);
        StartOption option = letter.takesValue()
                ? toValueOption(letter.option(), text, "", defaults)
                : toOption(letter.option(), Kind.FLAG, BooleanNode.FALSE, null);
        return Optional.of(withName(variable.toLowerCase(Locale.ROOT), option));
    }

    /** The first assignment of the variable to a text without {@code $}, with the comment behind it. */
    private Optional<MatchResult> findAssignment(String variable) {
        String before = "(?m)^[ \\t]*(?:(?:export|local|readonly|declare(?:[ \\t]+-\\w+)*)[ \\t]+)?";
        Matcher set = Pattern.compile(before + variable
                        + "=(?:\"([^\"$`\\n]{0,1000})\"|'([^'\\n]{0,1000})'|([^\\s\"'$`;#()]{0,1000}))"
                        + "[ \\t]*;?(?:[ \\t]+#[ \\t]*([^\\n]{0,500}))?[ \\t]*\\r?$")
                .matcher(text);
        return set.find() ? Optional.of(set.toMatchResult()) : Optional.empty();
    }

    private static Optional<String> assigned(MatchResult set) {
        return Stream.of(1, 2, 3)
                .flatMap(group -> Stream.ofNullable(set.group(group)))
                .findFirst()
                .filter(value -> !value.isEmpty());
    }

    private Stream<StartOption> listVariables(DefaultValues defaults) {
        List<StartOption> found = new ArrayList<>();
        VARIABLE.matcher(text)
                .results()
                .filter(each -> !ScriptVariables.isProtected(each.group(1)))
                .forEach(each -> found.add(toVariable(each.group(1), each.group(3), defaults)));
        return found.stream();
    }

    private static StartOption toVariable(String variable, String text, DefaultValues defaults) {
        return withName(
                variable.toLowerCase(Locale.ROOT), toValueOption(variable, text.isEmpty() ? null : text, "", defaults));
    }

    private static StartOption withName(String name, StartOption option) {
        return new StartOption(
                name, option.option(), option.kind(), option.defaultValue(), false, option.help(), null, false, false);
    }

    private static StartOption toValueOption(String word, @Nullable String text, String help, DefaultValues defaults) {
        // Whether a number has to be a whole one cannot be known.
        Kind kind = text != null && NUMBER.matcher(text).matches() ? Kind.NUMBER : Kind.TEXT;
        JsonNode value = text == null ? null : defaults.of(kind, TextNode.valueOf(text), null, false);
        return toOption(word, kind, value, SanitisedOutput.line(help, defaults.root()));
    }

    private static StartOption toOption(String word, Kind kind, @Nullable JsonNode value, @Nullable String help) {
        return new StartOption(StartOption.nameOf(word), word, kind, value, false, help, null, false, false);
    }
}
