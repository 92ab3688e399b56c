package dev.flsys.simulation;

import dev.flsys.process.Launch;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.Interpreter;
import dev.flsys.python.ProjectPython;
import dev.flsys.python.PythonEnvironment;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Makes the command of FLOWER_START_SCRIPT with a simulation's parameters, run by the project's Python. */
@Singleton
class ProjectCommands implements LaunchPlan {

    private final StartCommand command;
    private final FlowerProject project;
    private final ProjectPython python;
    private final ScriptHelp help;

    ProjectCommands(SimulationSettings settings, FlowerProject project, ProjectPython python) {
        this.command = settings.command();
        this.project = project;
        this.python = python;
        this.help = new ScriptHelp(project);
    }

    @Override
    public Launch prepare(Simulation simulation, Consumer<String> report) throws InterruptedException {
        StartParameters parameters = simulation.parameters();
        String marker = simulation.state().marker();
        if (!command.needsPython()) {
            List<String> words = new ArrayList<>(command.words());
            words.set(
                    0,
                    command.program(project)
                            .map(Path::toString)
                            .orElseThrow(() -> StartRefused.wrongParameters("There is no program " + words.get(0))));
            words.addAll(RunArguments.options(parameters, ScriptOptions.UNKNOWN));
            // A shell script, say, that starts Python: the project's, if it is there, and with its output unbuffered.
            Map<String, String> environment =
                    python.found().map(PythonEnvironment::of).orElseGet(PythonEnvironment::withoutInterpreter);
            return new Launch(words, project.root(), environment, marker);
        }
        Interpreter interpreter = python.ensure(report);
        Map<String, String> environment = new TreeMap<>(PythonEnvironment.of(interpreter));
        List<String> words = new ArrayList<>();
        if (command.isFlowerRun()) {
            words.add(program(interpreter, "flwr"));
            words.addAll(FlowerRun.arguments(command, parameters));
            environment.putAll(FlowerRun.environment(project, simulation.id()));
        } else if (command.isScript() || command.isPython()) {
            words.add(interpreter.executable().toString());
            words.addAll(command.arguments());
            ScriptOptions options = help.options(command, interpreter, parameters);
            words.addAll(RunArguments.options(parameters, options));
        } else {
            words.add(program(interpreter, command.words().get(0)));
            words.addAll(command.arguments());
            words.addAll(RunArguments.options(parameters, ScriptOptions.UNKNOWN));
        }
        return new Launch(words, project.root(), environment, marker);
    }

    /** A program that was installed beside the interpreter, such as {@code flwr}; otherwise one on PATH. */
    private static String program(Interpreter interpreter, String name) {
        Path beside = interpreter.executable().resolveSibling(name);
        return Files.isExecutable(beside) ? beside.toString() : name;
    }
}
