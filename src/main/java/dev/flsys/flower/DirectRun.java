package dev.flsys.flower;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The end of a {@code flwr run} of Flower 1.10 to 1.26, which runs {@code flower-simulation} itself. It exits with 0
 * and prints the error as its last line if that program failed, or if it refused its arguments
 * ({@code flwr.cli.run.run}, 1.22). For one thread.
 */
final class DirectRun {

    private static final String LOADING = "Loading project configuration";
    private static final Pattern FAILED =
            Pattern.compile("^Command '\\[.*\\]' returned non-zero exit status (\\d{1,3})\\.$");

    private boolean begun;
    private boolean loaded;
    /** The number of lines after {@code Success}. A simulation prints several lines, a refusal prints one. */
    private int printed;

    private @Nullable String last;

    void line(String line) {
        if (line.isBlank()) {
            return;
        }
        begun |= line.startsWith(LOADING);
        printed += loaded ? 1 : 0;
        loaded |= begun && line.strip().equals("Success");
        last = line.strip();
    }

    /** Whether Flower 1.10 to 1.26 printed the output. */
    boolean isRecognised() {
        return begun;
    }

    /** The reason why the run failed; empty if there is no sign of a failure. */
    Optional<String> failure() {
        String end = last;
        if (end == null) {
            return Optional.of("Flower printed nothing.");
        }
        Matcher failed = FAILED.matcher(end);
        if (failed.matches()) {
            return Optional.of("Flower's simulation ended with exit code " + failed.group(1) + ".");
        }
        boolean refused = begun && (!loaded || printed == 1);
        return refused || end.startsWith("❌") ? Optional.of("Flower started no simulation: " + end) : Optional.empty();
    }
}
