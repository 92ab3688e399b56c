package dev.flsys.simulation.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The words of a {@code flwr run} command: {@code flwr run [app] [connection] [options]}.
 *
 * @param all everything after {@code flwr}, {@code --stream} included
 * @param app the folder of the app, relative to the project; {@code .} if it is not given
 * @param isSimulated whether clients are simulated ones whose number is not given
 */
record FlowerWords(List<String> all, String app, boolean isSimulated) {

    private static final Set<String> WITH_VALUE =
            Set.of("--run-config", "-c", "--federation-config", "--federation", "--format");

    static FlowerWords of(StartCommand command) {
        List<String> words =
                new ArrayList<>(command.words().subList(1, command.words().size()));
        List<String> positional = new ArrayList<>();
        for (int i = 1; i < words.size(); i++) {
            if (WITH_VALUE.contains(words.get(i))) {
                i++;
            } else if (!words.get(i).startsWith("-")) {
                positional.add(words.get(i));
            }
        }
        boolean elsewhere = positional.size() > 1 && !positional.get(1).startsWith("local");
        boolean given = words.stream().anyMatch(word -> word.startsWith("--federation"));
        if (!words.contains("--stream")) {
            words.add("--stream");
        }
        return new FlowerWords(
                List.copyOf(words), positional.isEmpty() ? "." : positional.get(0), !elsewhere && !given);
    }
}
