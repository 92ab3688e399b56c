package dev.flsys.python;

import dev.flsys.process.Launch;
import dev.flsys.process.LineRun;
import dev.flsys.project.PrivateFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Makes the {@code .venv} of a project: a base interpreter, {@code venv}, then pip. A torch that the base interpreter
 * has is reused; where one must be downloaded and there is no GPU, the build for CPUs is asked for first.
 */
final class EnvironmentMaker {

    private static final Duration LIMIT = Duration.ofMinutes(60);
    private static final Duration VENV_LIMIT = Duration.ofMinutes(5);
    private static final String CPU_INDEX = "https://download.pytorch.org/whl/cpu";

    /**
     * Prints the dependencies of pyproject.toml, one a line. tomllib is in Python 3.11; before it pip's copy serves.
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

    /** The user's own pip configuration stays in force. */
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
     * Makes it from nothing; what is half-made of it when this fails is removed.
     *
     * @param scratch an existing folder for files that pip reads
     * @throws PythonUnavailable if it cannot be made
     * @throws InterruptedException if this thread is interrupted; the child that runs is ended
     */
    Path make(ProjectEnvironment environment, Path scratch) throws IOException, InterruptedException {
        Requirements requirements = Requirements.of(root);
        tell("This project has no .venv yet; looking for a Python to make it with");
        InterpreterProbe base = bases.choose(requirements.minimumPython());
        boolean done = false;
        environment.begin();
        try {
            create(base, environment);
            install(requirements, environment.python(), scratch);
            environment.finish();
            done = true;
            tell(".venv is ready");
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
        tell("Making .venv with " + base.interpreter().label() + (base.lendsTorch() ? ", reusing its torch" : ""));
        if (base.lendsTorch()) {
            command.add("--system-site-packages");
        }
        command.add(environment.folder().toString());
        require(run(command, VENV_LIMIT), "The virtual environment cannot be made.");
    }

    private void install(Requirements requirements, Path python, Path scratch)
            throws IOException, InterruptedException {
        if (requirements.file().isEmpty()) {
            tell("The project has no requirements.txt and no pyproject.toml: nothing is installed");
            return;
        }
        Path written = requirements.file().get();
        Requirements exact = written.endsWith("pyproject.toml") ? dependencies(python, scratch) : requirements;
        List<String> torch = exact.torch();
        if (!torch.isEmpty() && !gpu && isLinux()) {
            installCpuTorch(torch, python);
        }
        tell("Installing " + written.getFileName() + " with pip");
        String file = exact.file().orElse(written).toString();
        require(run(pip(python, List.of("-r", file)), left()), "pip could not install what the project needs.");
        if (!torch.isEmpty() && !BaseInterpreters.importsTorch(python, root)) {
            throw new PythonUnavailable("torch was installed in .venv but cannot be imported.");
        }
    }

    /**
     * The dependencies in pyproject.toml. The project itself is not installed: a Flower app is run from its folder, and
     * building it would need a build backend.
     */
    private Requirements dependencies(Path python, Path scratch) throws IOException, InterruptedException {
        Path file = scratch.resolve("requirements-of-pyproject.txt");
        List<String> command = List.of(python.toString(), "-c", DEPENDENCIES, file.toString());
        require(run(command, VENV_LIMIT), "The dependencies in pyproject.toml cannot be read.");
        PrivateFiles.restrict(file);
        return Requirements.read(file);
    }

    /** PyPI's wheel for Linux brings gigabytes of CUDA. Where a reused torch fits already, this downloads nothing. */
    private void installCpuTorch(List<String> torch, Path python) throws IOException, InterruptedException {
        tell("Looking at torch; if one has to be installed, it is the CPU build, as there is no GPU");
        List<String> arguments =
                new ArrayList<>(List.of("--index-url", CPU_INDEX, "--retries", "0", "--timeout", "10"));
        arguments.addAll(torch);
        if (!run(pip(python, arguments), left()).success()) {
            tell("The CPU build cannot be had; taking the torch of the configured package index");
        }
    }

    private static List<String> pip(Path python, List<String> arguments) {
        List<String> command =
                new ArrayList<>(List.of(python.toString(), "-m", "pip", "install", "--progress-bar", "off"));
        command.addAll(arguments);
        return command;
    }

    private LineRun run(List<String> command, Duration limit) throws IOException, InterruptedException {
        return LineRun.run(Launch.of(command, root, PIP_ENVIRONMENT), limit, line -> PipOutput.thinned(line)
                .ifPresent(this::tell));
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

    private void tell(String step) {
        report.accept("[FLSys] " + step);
    }
}
