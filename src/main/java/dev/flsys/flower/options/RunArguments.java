package dev.flsys.flower.options;

import dev.flsys.flower.command.StartParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Turns parameters into arguments of a command. Each value is one argument, with any characters. */
public final class RunArguments {

    private static final Pattern NEGATIVE_NUMBER = Pattern.compile("-(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    private RunArguments() {}

    /**
     * {@code --rounds 10 --fast --lr 0.1 --lr 0.2 --cuda false}, for a script whose parser is unknown. A value that
     * looks like an option is joined to its option by {@code =}, so that no script reads it as another option.
     */
    public static List<String> toArguments(StartParameters parameters, OptionSpelling known) {
        return toArguments(GivenParameter.of(parameters), known, "false");
    }

    /** @param falseText the text for {@code false} */
    static List<String> toArguments(List<GivenParameter> parameters, OptionSpelling known, String falseText) {
        List<String> arguments = new ArrayList<>();
        for (GivenParameter given : parameters) {
            String option = known.nameFor(given.name());
            arguments.addAll(argumentsOf(given, "--" + option, known.takesSeveral(option), falseText));
        }
        return arguments;
    }

    /**
     * The words of one parameter.
     *
     * @param several whether one occurrence of the option takes all values of a list
     */
    static List<String> argumentsOf(GivenParameter given, String option, boolean several, String falseText) {
        if (given.truth() != null) {
            return given.truth() ? List.of(option) : List.of(option, falseText);
        }
        List<String> texts =
                given.values().stream().map(StartParameters.Value::text).toList();
        List<String> words = new ArrayList<>();
        if (several && texts.stream().noneMatch(RunArguments::looksLikeOption)) {
            words.add(option);
            words.addAll(texts);
        } else {
            texts.forEach(text -> addOne(words, option, text));
        }
        return words;
    }

    /** Adds an option with one value. */
    static void addOne(List<String> words, String option, String text) {
        if (looksLikeOption(text)) {
            // A short option of one letter takes a joined value only without {@code =}.
            words.add(option.startsWith("--") || option.length() > 2 ? option + "=" + text : option + text);
        } else {
            words.add(option);
            words.add(text);
        }
    }

    /** Whether a parser may read a value as an option. */
    static boolean looksLikeOption(String text) {
        return text.startsWith("-") && !NEGATIVE_NUMBER.matcher(text).matches();
    }
}
