package dev.flsys.flower;

import dev.flsys.flower.command.FlowerProgram;
import dev.flsys.flower.command.FlwrRunArguments;
import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.PythonCall;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.options.FlowerParameters;
import dev.flsys.process.Launch;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.ProjectPython;
import dev.flsys.python.PythonEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes the command that submits a simulation to an existing SuperLink. It uses the user's own Flower home, which has
 * the connections and the credentials of {@code flwr login}.
 *
 * @param command a {@code flwr run} with its connection, see {@link StartCommand#withSuperlink}
 */
public record SuperLinkCommands(StartCommand command, FlowerProject project, ProjectPython python) {

    /**
     * {@code flwr run APP NAME ... --format json}, which ends once the SuperLink has the run. This takes minutes if the
     * project's Python has to be created first.
     *
     * @param report receives every step, for the client that waits
     * @throws dev.flsys.problem.Problem if the run cannot be started
     * @throws InterruptedException if the thread was interrupted because the simulation is to stop
     */
    public Launch start(RunRequest request, Consumer<String> report) throws InterruptedException {
        if (command.needsPython()) {
            var unused = python.ensure(report);
        }
        FlowerProgram program = program();
        List<String> words = new ArrayList<>(program.words());
        words.addAll(parameters(request.parameters()).arguments(request.folder(), true));
        words.remove("--stream");
        words.addAll(List.of("--format", "json"));
        return new Launch(words, project.root(), program.environment(), request.marker());
    }

    /**
     * Checks parameters against the run config of the Flower app.
     *
     * @throws ParametersInvalid if the app does not know one of them
     */
    public void check(StartParameters parameters) {
        var unused = parameters(parameters);
    }

    private FlowerParameters parameters(StartParameters parameters) {
        return FlowerParameters.read(parameters, FlwrRunArguments.of(command), project, false);
    }

    /**
     * The {@code flwr} that is used to ask about runs. It comes from the command's wrapper, else from the project's
     * Python, else from PATH. No Python environment is created for it.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    public FlowerProgram program() throws InterruptedException {
        Optional<PythonCall> own = command.findOwnPython(project);
        if (own.isPresent()) {
            return program(command.inner().get(0), own.get().environment());
        }
        return python.found()
                .map(interpreter ->
                        program(ProjectCommands.findProgram(interpreter, "flwr"), PythonEnvironment.of(interpreter)))
                .orElseGet(() -> program("flwr", PythonEnvironment.withoutInterpreter()));
    }

    /** @param flwr the program, without the words of a wrapper */
    private FlowerProgram program(String flwr, Map<String, String> environment) {
        return new FlowerProgram(command.behindPrefix(List.of(flwr)), project.root(), environment);
    }
}
