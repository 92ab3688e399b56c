package dev.flsys.flower;

import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.PythonCall;
import dev.flsys.process.BoundedRun;
import dev.flsys.process.Launch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of Flower in a Python environment, and the behaviour of {@code flwr run} of that version. The differences
 * were found in the sources of 1.10 to 1.42 and by runs with the versions that {@code docs/running.md} lists.
 *
 * @param minor MINOR of the version 1.MINOR; empty if it is not known, which counts as the newest
 */
record FlowerVersion(Optional<Integer> minor) {

    /** The first minor version whose {@code flwr run} starts a SuperLink on this machine. */
    private static final int LOCAL_SUPERLINK = 27;

    /** The first minor version with {@code config.toml}, which replaces the federations of {@code pyproject.toml}. */
    private static final int CONFIG_FILE = 26;

    /**
     * The first minor version that has {@code --federation-config}. The option has the same keys as a federation in the
     * project.
     */
    private static final int FEDERATION_CONFIG = 15;

    /**
     * The first minor version whose {@code --federation-config} has the key {@code num-supernodes}; 1.26 and 1.27
     * ignore it.
     */
    private static final int SUPERNODES = 28;

    /**
     * The first minor version that has {@code --stream}. Its {@code --run-config} reads assignments of keys in tables,
     * with blanks between them. 1.10 and 1.11 read a TOML file in the same way as later versions.
     */
    private static final int STREAM = 12;

    /** The time limit for the answer. It is long, because a wrapper may create its environment first. */
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private static final String MARK = "FLSYS-FLOWER ";
    private static final String ASK = "import importlib.metadata as m; print('" + MARK + "' + m.version('flwr'))";
    private static final Pattern MINOR = Pattern.compile("^1\\.(\\d{1,4})\\.");
    private static final Pattern VERSION = Pattern.compile(MARK + "(1\\.\\d{1,4}\\.)");

    static final FlowerVersion UNKNOWN = new FlowerVersion(Optional.empty());

    /**
     * Asks a Python for its version of Flower. This takes a fraction of a second, or minutes if a wrapper creates its
     * environment first.
     */
    static FlowerVersion of(PythonCall python, Path directory) throws InterruptedException {
        List<String> words = new ArrayList<>(python.words());
        words.addAll(List.of("-c", ASK));
        try {
            BoundedRun run = BoundedRun.run(Launch.of(words, directory, python.environment()), LIMIT, 64 * 1024);
            Matcher version = VERSION.matcher(run.output());
            return version.find() ? of(version.group(1)) : UNKNOWN;
        } catch (IOException unanswered) {
            return UNKNOWN;
        }
    }

    /** The version that a text such as {@code 1.26.1} names. */
    static FlowerVersion of(String version) {
        Matcher minor = MINOR.matcher(version);
        return minor.find() ? new FlowerVersion(Optional.of(Integer.valueOf(minor.group(1)))) : UNKNOWN;
    }

    /** Whether {@code flwr run} runs a simulation itself and exits with 0 even if that failed. */
    boolean runsSimulations() {
        return minor.orElse(LOCAL_SUPERLINK) < LOCAL_SUPERLINK;
    }

    /**
     * Whether {@code flwr run} has {@code --stream}. Versions without this option always print the output of a
     * simulation.
     */
    boolean streams() {
        return minor.orElse(STREAM) >= STREAM;
    }

    /** Whether {@code --run-config} reads assignments to all keys; a TOML file is read by all versions. */
    boolean readsAssignments() {
        return streams();
    }

    /** Whether {@code flwr ls} and {@code flwr stop} take the folder of the app before the connection. */
    boolean namesApp() {
        return minor.orElse(CONFIG_FILE) < CONFIG_FILE;
    }

    /**
     * Whether the command takes a number of simulated clients.
     *
     * @param declared the number that the app declares; empty if it declares none
     */
    boolean takesClients(OptionalLong declared) {
        int number = minor.orElse(SUPERNODES);
        return number >= SUPERNODES || (number >= FEDERATION_CONFIG && number < CONFIG_FILE && declared.isPresent());
    }

    /**
     * The words that set the number of simulated clients.
     *
     * @param declared the number that the app declares; empty if it declares none
     * @throws ParametersInvalid if this version does not take the number
     */
    List<String> clientArguments(OptionalLong clients, OptionalLong declared) {
        if (clients.isEmpty() || clients.equals(declared)) {
            return List.of();
        }
        int number = minor.orElse(SUPERNODES);
        if (number >= SUPERNODES) {
            return List.of("--federation-config", "num-supernodes=" + clients.getAsLong());
        }
        if (number < FEDERATION_CONFIG || number >= CONFIG_FILE) {
            throw new ParametersInvalid("Flower 1." + number + " takes no number of clients from its command. Write"
                    + " options.num-supernodes = " + clients.getAsLong()
                    + " below the federation in pyproject.toml (or in"
                    + " Flower's config.toml), or install flwr 1.28 or later.");
        }
        if (declared.isEmpty()) {
            throw new ParametersInvalid("Flower 1." + number + " takes a number of clients only for a federation that"
                    + " declares one. Write options.num-supernodes = " + clients.getAsLong()
                    + " below [tool.flwr.federations.NAME] in pyproject.toml.");
        }
        return List.of("--federation-config", "options.num-supernodes=" + clients.getAsLong());
    }
}
