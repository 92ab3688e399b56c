package dev.flsys.flower;

import dev.flsys.flower.command.FlowerApp;
import dev.flsys.flower.command.FlowerProgram;
import dev.flsys.flower.command.FlowerWords;
import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.options.FlowerParameters;
import dev.flsys.process.Launch;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.Interpreter;
import dev.flsys.python.ProjectPython;
import dev.flsys.python.PythonEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Makes the command that submits a simulation to an existing SuperLink. It uses the user's own Flower home, which has
 * the connections and the credentials of {@code flwr login}.
 */
public final class SuperLinkCommands {

    private final StartCommand command;
    private final FlowerProject project;
    private final ProjectPython python;

    /** @param command a {@code flwr run} with its connection, see {@link StartCommand#at} */
    public SuperLinkCommands(StartCommand command, FlowerProject project, ProjectPython python) {
        this.command = command;
        this.project = project;
        this.python = python;
    }

    /**
     * {@code flwr run APP NAME ... --format json}, which ends once the SuperLink has the run. This takes minutes if the
     * project's Python has to be made first.
     *
     * @param report receives every step, for the client that waits
     * @throws dev.flsys.problem.Problem if the run cannot be started
     * @throws InterruptedException if the thread was interrupted because the simulation is to stop
     */
    public Launch start(Order order, Consumer<String> report) throws InterruptedException {
        Interpreter interpreter = python.ensure(report);
        List<String> words = new ArrayList<>(command.words());
        words.set(0, ProjectCommands.beside(interpreter, "flwr"));
        words.addAll(arguments(order.parameters()));
        words.addAll(List.of("--format", "json"));
        return new Launch(words, project.root(), PythonEnvironment.of(interpreter), order.marker());
    }

    /**
     * Checks parameters against the run config of the Flower app.
     *
     * @throws ParametersInvalid if the app does not know one of them
     */
    public void check(StartParameters parameters) {
        var unused = arguments(parameters);
    }

    private List<String> arguments(StartParameters parameters) {
        return FlowerParameters.arguments(
                parameters, FlowerApp.read(project, FlowerWords.of(command).app()), false);
    }

    /**
     * The {@code flwr} that asks about runs: that of the project's Python, which is not made for this, or the one on
     * PATH.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    public FlowerProgram program() throws InterruptedException {
        return python.found()
                .map(interpreter ->
                        program(ProjectCommands.beside(interpreter, "flwr"), PythonEnvironment.of(interpreter)))
                .orElseGet(() -> program("flwr", PythonEnvironment.withoutInterpreter()));
    }

    private FlowerProgram program(String path, Map<String, String> environment) {
        return new FlowerProgram(path, project.root(), environment);
    }
}
