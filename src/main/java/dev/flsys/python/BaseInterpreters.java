package dev.flsys.python;

import dev.flsys.process.BoundedRun;
import dev.flsys.process.Launch;
import dev.flsys.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The interpreters of this machine from which a virtual environment can be created, and the choice of the best one. */
final class BaseInterpreters {

    private static final List<String> NAMES = List.of(
            "python3",
            "python3.13",
            "python3.12",
            "python3.11",
            "python",
            "/usr/bin/python3",
            "/usr/local/bin/python3",
            "py");

    private static final Duration TORCH_IMPORT_LIMIT = Duration.ofMinutes(2);

    private final Path directory;
    private final List<String> names;

    BaseInterpreters(Path directory) {
        this(directory, NAMES);
    }

    BaseInterpreters(Path directory, List<String> names) {
        this.directory = directory;
        this.names = names;
    }

    /**
     * The best interpreter. The order of preference is: an interpreter whose torch can be reused, one whose version has
     * wheels of most packages, the first one found.
     *
     * @param minimum oldest minor version of Python 3
     * @throws PythonUnavailable if there is none; the message names the interpreters that were found
     */
    InterpreterProbe choose(int minimum) throws InterruptedException {
        List<InterpreterProbe> found = new ArrayList<>();
        for (Path executable : executables()) {
            InterpreterProbe.ask(executable, directory).ifPresent(found::add);
        }
        Stream<InterpreterProbe> usable = found.stream()
                .filter(InterpreterProbe::makesEnvironments)
                .filter(probe -> probe.interpreter().version().atLeast(3, minimum))
                .sorted(Comparator.comparing((InterpreterProbe probe) -> !probe.lendsTorch())
                        .thenComparing(probe -> !hasWheels(probe)));
        InterpreterProbe best = null;
        for (InterpreterProbe candidate : usable.toList()) {
            if (!candidate.lendsTorch() || torchWorks(candidate)) {
                return candidate;
            }
            best = best == null ? candidate : best;
        }
        return Optional.ofNullable(best).orElseThrow(() -> new PythonUnavailable(describeMissing(found, minimum)));
    }

    /** The first interpreter that answers, even if it cannot create environments. */
    Optional<Interpreter> findFirst(int minimum) throws InterruptedException {
        for (Path executable : executables()) {
            Optional<Interpreter> found = InterpreterProbe.ask(executable, directory)
                    .map(InterpreterProbe::interpreter)
                    .filter(interpreter -> interpreter.version().atLeast(3, minimum));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Set<Path> executables() {
        Set<Path> executables = new LinkedHashSet<>();
        for (String name : names) {
            Programs.find(name, directory).map(Path::toAbsolutePath).ifPresent(executables::add);
        }
        return executables;
    }

    private boolean torchWorks(InterpreterProbe candidate) throws InterruptedException {
        return importsTorch(candidate.interpreter().executable(), directory);
    }

    /** Whether {@code import torch} works, which takes seconds. */
    static boolean importsTorch(Path executable, Path directory) throws InterruptedException {
        String code = "import sys; sys.path[:] = [p for p in sys.path if p]; import torch";
        Launch launch = Launch.of(List.of(executable.toString(), "-c", code), directory, Map.of());
        try {
            return BoundedRun.run(launch, TORCH_IMPORT_LIMIT, 1024).success();
        } catch (IOException notStarted) {
            return false;
        }
    }

    private static boolean hasWheels(InterpreterProbe probe) {
        PythonVersion version = probe.interpreter().version();
        return version.atLeast(3, 11) && !version.atLeast(3, 14);
    }

    private static String describeMissing(List<InterpreterProbe> found, int minimum) {
        String wanted = "The project needs Python 3." + minimum + " or newer that can create virtual environments";
        String remedy = " Install it (on Debian python3 and python3-venv), or set FLOWER_PYTHON.";
        if (found.isEmpty()) {
            return wanted + ", and no Python was found." + remedy;
        }
        List<String> versions = found.stream()
                .map(probe -> probe.interpreter().version() + (probe.makesEnvironments() ? "" : " without ensurepip"))
                .distinct()
                .toList();
        return wanted + "; found " + String.join(", ", versions) + "." + remedy;
    }

    /** Whether this machine has an NVIDIA GPU. */
    static boolean hasGpu() {
        return Files.exists(Path.of("/dev/nvidia0"))
                || Programs.find("nvidia-smi", Path.of("")).isPresent();
    }
}
