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
 * @param runConfig the values of {@code --run-config}, each a TOML file or assignments
 * @param federationConfig the values of {@code --federation-config}
 * @param isSimulated whether the clients are simulated, as far as the words show, and the command does not set their
 *     number
 */
public record FlwrRunArguments(
        List<String> all,
        String app,
        Optional<String> connection,
        List<String> options,
        List<String> runConfig,
        List<String> federationConfig,
        boolean isSimulated) {

    private static final Set<String> RUN_CONFIG = Set.of("--run-config", "-c");
    private static final String FEDERATION_CONFIG = "--federation-config";
    private static final Set<String> WITH_VALUE =
            Set.of("--run-config", "-c", FEDERATION_CONFIG, "--federation", "--format");

    /** Reads the words of a command for which {@link StartCommand#isFlowerRun} is true. */
    public static FlwrRunArguments of(StartCommand command) {
        List<String> words =
                new ArrayList<>(command.inner().subList(1, command.inner().size()));
        List<String> positional = new ArrayList<>();
        List<String> options = new ArrayList<>();
        List<String> runConfig = new ArrayList<>();
        List<String> federationConfig = new ArrayList<>();
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            boolean option = word.startsWith("-");
            (option ? options : positional).add(word);
            Optional<String> value = joined(word);
            if (WITH_VALUE.contains(word) && i + 1 < words.size()) {
                value = Optional.of(words.get(++i));
                options.add(words.get(i));
            }
            if (isRunConfig(word)) {
                value.ifPresent(runConfig::add);
            } else if (word.split("=", 2)[0].equals(FEDERATION_CONFIG)) {
                value.ifPresent(federationConfig::add);
            }
        }
        boolean remote = positional.size() > 1 && !positional.get(1).startsWith("local");
        boolean setsFederation = words.stream().anyMatch(word -> word.startsWith("--federation"));
        if (!words.contains("--stream")) {
            words.add("--stream");
        }
        return new FlwrRunArguments(
                List.copyOf(words),
                positional.isEmpty() ? "." : positional.get(0),
                positional.stream().skip(1).findFirst(),
                List.copyOf(options),
                List.copyOf(runConfig),
                List.copyOf(federationConfig),
                !remote && !setsFederation);
    }

    /** {@link #all} without {@code --run-config}. */
    public List<String> withoutRunConfig() {
        List<String> others = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (!isRunConfig(all.get(i))) {
                others.add(all.get(i));
            } else if (RUN_CONFIG.contains(all.get(i))) {
                i++;
            }
        }
        return others;
    }

    /**
     * The words of the same run at {@code superlink}, without {@code --stream} and {@code --format}.
     *
     * @param flwr the first word: {@code flwr}, or its path
     */
    List<String> withSuperlink(String flwr, String superlink) {
        List<String> words = new ArrayList<>(List.of(flwr, "run", app, superlink));
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

    /** {@code --run-config VALUE}, {@code --run-config=VALUE}, {@code -c VALUE} and {@code -cVALUE}. */
    private static boolean isRunConfig(String word) {
        return RUN_CONFIG.contains(word)
                || word.startsWith("--run-config=")
                || (word.startsWith("-c") && word.length() > 2);
    }

    private static Optional<String> joined(String word) {
        if (word.startsWith("-c") && word.length() > 2) {
            return Optional.of(word.substring(2));
        }
        int at = word.indexOf('=');
        return word.startsWith("--") && at > 0 ? Optional.of(word.substring(at + 1)) : Optional.empty();
    }
}
