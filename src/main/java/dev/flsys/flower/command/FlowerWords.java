package dev.flsys.flower.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The words of a {@code flwr run} command: {@code flwr run [app] [connection] [options]}.
 *
 * @param all everything after {@code flwr}, {@code --stream} included
 * @param app the folder of the app, relative to the project; {@code .} if it is not given
 * @param connection the connection, if it is given
 * @param options the options with their values, in their order
 * @param isSimulated whether the clients are simulated and the command does not set their number
 */
public record FlowerWords(
        List<String> all, String app, Optional<String> connection, List<String> options, boolean isSimulated) {

    private static final Set<String> WITH_VALUE =
            Set.of("--run-config", "-c", "--federation-config", "--federation", "--format");

    public static FlowerWords of(StartCommand command) {
        List<String> words =
                new ArrayList<>(command.words().subList(1, command.words().size()));
        List<String> positional = new ArrayList<>();
        List<String> options = new ArrayList<>();
        for (int i = 1; i < words.size(); i++) {
            boolean option = words.get(i).startsWith("-");
            (option ? options : positional).add(words.get(i));
            if (WITH_VALUE.contains(words.get(i)) && i + 1 < words.size()) {
                options.add(words.get(++i));
            }
        }
        boolean elsewhere = positional.size() > 1 && !positional.get(1).startsWith("local");
        boolean given = words.stream().anyMatch(word -> word.startsWith("--federation"));
        if (!words.contains("--stream")) {
            words.add("--stream");
        }
        return new FlowerWords(
                List.copyOf(words),
                positional.isEmpty() ? "." : positional.get(0),
                positional.stream().skip(1).findFirst(),
                List.copyOf(options),
                !elsewhere && !given);
    }

    /**
     * The words of the same run at {@code superlink}, {@code flwr} included, without {@code --stream} and
     * {@code --format}.
     */
    public List<String> at(String superlink) {
        List<String> words = new ArrayList<>(List.of("flwr", "run", app, superlink));
        for (int i = 0; i < options.size(); i++) {
            String option = options.get(i);
            if (option.equals("--format")) {
                i++;
            } else if (!option.equals("--stream") && !option.startsWith("--format=")) {
                words.add(option);
            }
        }
        return words;
    }
}
