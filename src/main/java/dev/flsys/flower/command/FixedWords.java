package dev.flsys.flower.command;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The arguments that the start command always gives its script.
 *
 * @param options the long options among them, with their dashes
 * @param plain number of words that are no options; some of them may be values of options
 */
public record FixedWords(Set<String> options, int plain) {

    public static FixedWords of(StartCommand command) {
        List<String> script =
                command.split().map(StartCommand.Arguments::script).orElseGet(command::arguments);
        int first = Math.min(script.size(), script.get(0).equals("-m") ? 2 : 1);
        List<String> arguments = script.subList(first, script.size());
        Set<String> options = arguments.stream()
                .filter(word -> word.startsWith("--"))
                .map(word -> word.replaceFirst("=.*", ""))
                .collect(Collectors.toUnmodifiableSet());
        return new FixedWords(options, (int)
                arguments.stream().filter(word -> !word.startsWith("-")).count());
    }
}
