package dev.flsys.flower.command;

import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * The arguments that the start command always gives its script.
 *
 * @param words all of them, in their order
 */
public record FixedArguments(List<String> words) {

    public FixedArguments {
        words = List.copyOf(words);
    }

    public static FixedArguments of(StartCommand command) {
        List<String> script =
                command.split().map(StartCommand.Arguments::script).orElseGet(command::arguments);
        int first = Math.min(script.size(), script.get(0).equals("-m") ? 2 : 1);
        return new FixedArguments(script.subList(first, script.size()));
    }

    /** The long options among them, with their dashes. */
    public Set<String> options() {
        return words.stream()
                .filter(word -> word.startsWith("--"))
                .map(word -> word.replaceFirst("=.*", ""))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether an option is among them. */
    public boolean hasOptions() {
        return words.stream().anyMatch(word -> word.startsWith("-"));
    }

    /**
     * The number of words that are neither options nor their values.
     *
     * @param values the number of values that follow an option, for its spelling
     */
    public int countPositional(ToIntFunction<String> values) {
        int positional = 0;
        for (int at = 0; at < words.size(); at++) {
            String word = words.get(at);
            if (!word.startsWith("-")) {
                positional++;
            } else if (!word.contains("=")) {
                at += values.applyAsInt(word);
            }
        }
        return positional;
    }
}
