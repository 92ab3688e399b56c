package dev.flsys.simulation;

import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What {@code flwr run} needs beside its words: it starts a SuperLink that outlives it, so each simulation gets a Flower home
 * and a port of its own, and the SuperLink ends with the simulation's tree.
 */
final class FlowerRun {

    private FlowerRun() {}

    /** The words after {@code flwr}, following the run's output and with its parameters. */
    static List<String> arguments(StartCommand command, StartParameters parameters) {
        List<String> arguments =
                new ArrayList<>(command.words().subList(1, command.words().size()));
        if (!arguments.contains("--stream")) {
            arguments.add("--stream");
        }
        arguments.addAll(RunArguments.runConfig(parameters));
        return arguments;
    }

    static Map<String, String> environment(FlowerProject project, SimulationId id) {
        return Map.of(
                "FLWR_HOME",
                        project.makeOwnFolder("simulations", id.value(), "flwr").toString(),
                "FLWR_LOCAL_SUPERLINK_HTTP_API_PORT", Integer.toString(freePort()),
                // Without it the SuperLink installs the app's dependencies, gigabytes of torch included, once more.
                "FLWR_DISABLE_RUNTIME_DEPENDENCY_INSTALLATION", "1");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }
}
