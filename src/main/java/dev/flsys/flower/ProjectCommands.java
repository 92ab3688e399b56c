package dev.flsys.flower;

import dev.flsys.flower.command.FlowerApp;
import dev.flsys.flower.command.FlowerWords;
import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.command.StartScriptMissing;
import dev.flsys.flower.options.FlowerOptions;
import dev.flsys.flower.options.FlowerParameters;
import dev.flsys.flower.options.OptionSpelling;
import dev.flsys.flower.options.RunArguments;
import dev.flsys.flower.options.ScriptAnswer;
import dev.flsys.flower.options.ScriptInspector;
import dev.flsys.flower.options.StartOptions;
import dev.flsys.process.Launch;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.Interpreter;
import dev.flsys.python.ProjectPython;
import dev.flsys.python.PythonEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes the command of FLOWER_START_SCRIPT with a simulation's parameters, run by the project's Python. */
public final class ProjectCommands implements LaunchPlan {

    private static final String WITHOUT_PYTHON =
            "The options are known once the project's Python environment is there: start a simulation.";

    private final StartCommand command;
    private final FlowerProject project;
    private final ProjectPython python;
    private final ScriptInspector inspector;

    public ProjectCommands(StartCommand command, FlowerProject project, ProjectPython python) {
        this.command = command;
        this.project = project;
        this.python = python;
        this.inspector = new ScriptInspector(project);
    }

    @Override
    public void requireScript() {
        command.problem(project).ifPresent(reason -> {
            throw new StartScriptMissing(command.shown(project.root()), reason);
        });
    }

    @Override
    public PreparedRun prepare(Order order, Consumer<String> report) throws InterruptedException {
        if (!command.needsPython()) {
            return PreparedRun.of(program(order));
        }
        requireScript();
        Interpreter interpreter = python.ensure(report);
        if (command.isFlowerRun()) {
            return FlowerRun.prepare(command, order, project, interpreter);
        }
        List<String> words = new ArrayList<>();
        OptionSpelling options = OptionSpelling.UNKNOWN;
        if (command.isScript() || command.isPython()) {
            words.add(interpreter.executable().toString());
            options = inspector.spelling(command, interpreter, order.parameters());
        } else {
            words.add(beside(interpreter, command.words().get(0)));
        }
        words.addAll(command.arguments());
        words.addAll(RunArguments.options(order.parameters(), options));
        return PreparedRun.of(new Launch(words, project.root(), PythonEnvironment.of(interpreter), order.marker()));
    }

    private Launch program(Order order) throws InterruptedException {
        List<String> words = new ArrayList<>(command.words());
        words.set(
                0,
                command.program(project)
                        .map(Path::toString)
                        .orElseThrow(() -> new ParametersInvalid("There is no program " + words.get(0))));
        words.addAll(RunArguments.options(order.parameters(), OptionSpelling.UNKNOWN));
        // A shell script may start Python: the project's, if there is one, with unbuffered output.
        Map<String, String> environment =
                python.found().map(PythonEnvironment::of).orElseGet(PythonEnvironment::withoutInterpreter);
        return new Launch(words, project.root(), environment, order.marker());
    }

    @Override
    public StartOptions options() throws InterruptedException {
        if (command.isFlowerRun()) {
            return FlowerOptions.of(command, project);
        }
        String shown = command.shown(project.root());
        Optional<String> missing = command.problem(project);
        if (missing.isPresent()) {
            return StartOptions.none(shown, missing.get());
        }
        if (!command.isScript() && !command.isPython()) {
            return StartOptions.none(shown, "The command is no Python script, so its options are not known.");
        }
        Optional<Interpreter> own = python.found();
        if (own.isPresent()) {
            return inspector.answer(command, own.get()).offered();
        }
        // Many scripts read their options before they import packages that have to be installed.
        Optional<Interpreter> base = python.base();
        if (base.isEmpty()) {
            return StartOptions.none(shown, WITHOUT_PYTHON);
        }
        ScriptAnswer answer = inspector.answer(command, base.get());
        return answer.wasAsked() && !answer.isKnown() ? StartOptions.none(shown, WITHOUT_PYTHON) : answer.offered();
    }

    @Override
    public void check(StartParameters parameters) throws InterruptedException {
        if (command.isFlowerRun()) {
            FlowerWords given = FlowerWords.of(command);
            FlowerParameters.arguments(parameters, FlowerApp.read(project, given.app()), given.isSimulated());
        } else if (command.isScript() || command.isPython()) {
            // Another Python may lack packages that the script imports before it makes its parser.
            Optional<Interpreter> own = python.found();
            if (own.isPresent()) {
                ScriptAnswer answer = inspector.answer(command, own.get());
                answer.known().ifPresent(known -> known.check(parameters, answer.spelling()));
            }
        }
    }

    @Override
    public void close() {
        inspector.close();
    }

    /** The program beside the interpreter, such as {@code flwr}, or the one on PATH. */
    static String beside(Interpreter interpreter, String name) {
        Path beside = interpreter.executable().resolveSibling(name);
        return Files.isExecutable(beside) ? beside.toString() : name;
    }
}
