package dev.flsys.python;

import dev.flsys.process.Launch;
import dev.flsys.process.LineRun;
import dev.flsys.project.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Creates the {@code .venv} of a project: it selects a base interpreter, runs {@code venv} and then pip. A torch of the
 * base interpreter is reused. If torch must be downloaded and there is no GPU, the build for CPUs is tried first.
 */
final class EnvironmentMaker {

    private static final Duration LIMIT = Duration.ofMinutes(60);
    private static final Duration VENV_LIMIT = Duration.ofMinutes(5);
    private static final int MAX_ONE_BY_ONE = 200;
    private static final Pattern UNREACHABLE =
            Pattern.compile("Retrying \\(|ConnectionError|Failed to establish|NewConnectionError|No space left");
    private static final String CPU_INDEX = "https://download.pytorch.org/whl/cpu";

    /**
     * Prints the dependencies of pyproject.toml, one on each line. Python 3.11 has tomllib; older versions use the copy
     * in pip.
     */
    private static final String DEPENDENCIES = """
            import sys
            try:
                import tomllib
            except ImportError:
                from pip._vendor import tomli as tomllib
            with open("pyproject.toml", "rb") as file:
                project = tomllib.load(file).get("project", {})
            with open(sys.argv[1], "w", encoding="utf-8") as out:
                out.write("".join(line + "\\n" for line in project.get("dependencies", [])))
            """;

    /** Options of pip; the configuration of the user also applies. */
    private static final Map<String, String> PIP_ENVIRONMENT = Map.of(
            "PYTHONUNBUFFERED", "1",
            "PYTHONIOENCODING", "utf-8",
            "PIP_DISABLE_PIP_VERSION_CHECK", "1",
            "PIP_NO_INPUT", "1");

    private final Path root;
    private final BaseInterpreters bases;
    private final boolean gpu;
    private final Consumer<String> report;
    private final long deadline = System.nanoTime() + LIMIT.toNanos();

    EnvironmentMaker(Path root, BaseInterpreters bases, boolean gpu, Consumer<String> report) {
        this.root = root;
        this.bases = bases;
        this.gpu = gpu;
        this.report = report;
    }

    /**
     * Creates the environment. If this fails, the incomplete environment is removed.
     *
     * @param scratch an existing folder for files that pip reads
     * @throws PythonUnavailable if it cannot be created
     * @throws InterruptedException if this thread is interrupted; the running child is ended
     */
    Path make(ProjectEnvironment environment, Path scratch) throws IOException, InterruptedException {
        Requirements requirements = Requirements.of(root);
        report("This project has no .venv yet; looking for a Python to create it with");
        InterpreterProbe base = bases.choose(requirements.minimumPython());
        boolean done = false;
        environment.begin();
        try {
            create(base, environment);
            install(requirements, environment, scratch);
            environment.finish();
            done = true;
            report(".venv is ready");
            return environment.python();
        } finally {
            if (!done) {
                environment.discard();
            }
        }
    }

    private void create(InterpreterProbe base, ProjectEnvironment environment)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(base.interpreter().executable().toString(), "-m", "venv"));
        report("Creating .venv with " + base.interpreter().label() + (base.lendsTorch() ? ", reusing its torch" : ""));
        if (base.lendsTorch()) {
            command.add("--system-site-packages");
        }
        command.add(environment.folder().toString());
        require(run(command, VENV_LIMIT), "The virtual environment cannot be created.");
    }

    private void install(Requirements requirements, ProjectEnvironment environment, Path scratch)
            throws IOException, InterruptedException {
        Path python = environment.python();
        if (requirements.file().isEmpty()) {
            report("The project has no requirements.txt and no pyproject.toml: nothing is installed");
            return;
        }
        Path written = requirements.file().get();
        Requirements exact = written.endsWith("pyproject.toml") ? installDependencies(python, scratch) : requirements;
        List<String> torch = exact.torch();
        if (!torch.isEmpty() && !gpu && isLinux()) {
            installCpuTorch(torch, python);
        }
        report("Installing " + written.getFileName() + " with pip");
        String file = exact.file().orElse(written).toString();
        LineRun all = run(pipCommand(python, List.of("-r", file)), left());
        if (!all.success()) {
            installOneByOne(exact, all, environment, scratch);
            return;
        }
        if (!torch.isEmpty() && !BaseInterpreters.importsTorch(python, root)) {
            throw new PythonUnavailable("torch was installed in .venv but cannot be imported.");
        }
    }

    /**
     * Installs each requirement alone after the installation of all together failed. So a requirement that cannot be
     * installed does not block predictions. The environment keeps the lines that failed.
     *
     * @throws PythonUnavailable if no requirement or no torch can be installed, or the package index cannot be reached;
     *     the reason is from the first attempt
     */
    private void installOneByOne(Requirements requirements, LineRun all, ProjectEnvironment environment, Path scratch)
            throws IOException, InterruptedException {
        String failure = "pip could not install the requirements of the project.";
        List<String> options = requirements.options();
        List<String> packages = requirements.packages();
        if (all.timedOut() || packages.size() < 2 || packages.size() > MAX_ONE_BY_ONE || unreachable(all)) {
            require(all, failure);
        }
        report("pip could not install all requirements together; installing them one by one");
        List<String> failed = new ArrayList<>();
        Path one = scratch.resolve("one-requirement.txt");
        for (String line : packages) {
            PrivateFiles.write(one, (String.join("\n", options) + "\n" + line + "\n").getBytes(StandardCharsets.UTF_8));
            LineRun run = run(pipCommand(environment.python(), List.of("-r", one.toString())), left());
            if (run.timedOut() || unreachable(run)) {
                require(all, failure);
            }
            if (!run.success()) {
                failed.add(line);
            }
        }
        if (failed.size() == packages.size() || !BaseInterpreters.importsTorch(environment.python(), root)) {
            require(all, failure);
        }
        if (!failed.isEmpty()) {
            environment.recordMissing(failed);
            report("pip could not install " + String.join(", ", failed)
                    + ". Predictions that do not need it work. Change"
                    + " that line, remove .venv, and FLSys creates it again");
        }
    }

    /** Whether pip could not reach its index: a later attempt may succeed. */
    private static boolean unreachable(LineRun run) {
        return run.lastLines().stream()
                .anyMatch(line -> UNREACHABLE.matcher(line).find());
    }

    /**
     * Installs the dependencies of pyproject.toml. The project itself is not installed: a Flower app runs from its
     * folder, and building it would need a build backend.
     */
    private Requirements installDependencies(Path python, Path scratch) throws IOException, InterruptedException {
        Path file = scratch.resolve("requirements-of-pyproject.txt");
        List<String> command = List.of(python.toString(), "-c", DEPENDENCIES, file.toString());
        require(run(command, VENV_LIMIT), "The dependencies in pyproject.toml cannot be read.");
        PrivateFiles.restrict(file);
        return Requirements.read(file);
    }

    /**
     * Installs the CPU build of torch, because PyPI's wheel for Linux needs gigabytes of CUDA. If the reused torch is
     * sufficient, nothing is downloaded.
     */
    private void installCpuTorch(List<String> torch, Path python) throws IOException, InterruptedException {
        report("Checking torch; if it must be installed, the CPU build is used, as there is no GPU");
        List<String> arguments =
                new ArrayList<>(List.of("--index-url", CPU_INDEX, "--retries", "0", "--timeout", "10"));
        arguments.addAll(torch);
        if (!run(pipCommand(python, arguments), left()).success()) {
            report("The CPU build is not available; using the torch of the configured package index");
        }
    }

    private static List<String> pipCommand(Path python, List<String> arguments) {
        List<String> command =
                new ArrayList<>(List.of(python.toString(), "-m", "pip", "install", "--progress-bar", "off"));
        command.addAll(arguments);
        return command;
    }

    private LineRun run(List<String> command, Duration limit) throws IOException, InterruptedException {
        return LineRun.run(Launch.of(command, root, PIP_ENVIRONMENT), limit, line -> PipOutput.filter(line)
                .ifPresent(this::report));
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
    }

    private void require(LineRun run, String failure) {
        if (run.timedOut()) {
            throw new PythonUnavailable(failure + " It took longer than " + LIMIT.toMinutes() + " minutes.");
        }
        if (!run.success()) {
            throw new PythonUnavailable(failure + " " + run.outcome().description() + ":\n"
                    + PythonMessage.withoutPaths(PipOutput.tail(run.lastLines()), root));
        }
    }

    private static boolean isLinux() {
        return System.getProperty("os.name", "").startsWith("Linux");
    }

    private void report(String step) {
        report.accept("[FLSys] " + step);
    }
}
