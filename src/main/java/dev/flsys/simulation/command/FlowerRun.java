package dev.flsys.simulation.command;

import dev.flsys.process.Launch;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.Interpreter;
import dev.flsys.python.PythonEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A {@code flwr run}. It starts a SuperLink that outlives it, so each simulation gets a Flower home and a port of its own,
 * and the SuperLink ends with the simulation's tree.
 */
final class FlowerRun implements PreparedRun {

    private final Launch launch;

    private FlowerRun(Launch launch) {
        this.launch = launch;
    }

    static FlowerRun prepare(StartCommand command, Order order, FlowerProject project, Interpreter interpreter) {
        List<String> words = new ArrayList<>();
        words.add(ProjectCommands.beside(interpreter, "flwr"));
        words.addAll(command.words().subList(1, command.words().size()));
        if (!words.contains("--stream")) {
            words.add("--stream");
        }
        words.addAll(RunArguments.runConfig(order.parameters()));
        Path home = order.folder().resolve("flwr");
        Map<String, String> environment = new TreeMap<>(PythonEnvironment.of(interpreter));
        environment.put("FLWR_HOME", home.toString());
        environment.put("FLWR_LOCAL_SUPERLINK_HTTP_API_PORT", Integer.toString(freePort()));
        // Without it the SuperLink installs the app's dependencies, gigabytes of torch included, once more.
        environment.put("FLWR_DISABLE_RUNTIME_DEPENDENCY_INSTALLATION", "1");
        return new FlowerRun(new Launch(words, project.root(), environment, order.marker()));
    }

    @Override
    public Launch launch() {
        return launch;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }
}
