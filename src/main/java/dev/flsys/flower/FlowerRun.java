package dev.flsys.flower;

import dev.flsys.flower.command.FlowerApp;
import dev.flsys.flower.command.FlowerProgram;
import dev.flsys.flower.command.FlowerWords;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.options.FlowerParameters;
import dev.flsys.flower.superlink.Flwr;
import dev.flsys.flower.superlink.RunAtSuperLink;
import dev.flsys.flower.superlink.RunStatus;
import dev.flsys.process.Launch;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.Interpreter;
import dev.flsys.python.PythonEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A {@code flwr run} on this machine. It starts a SuperLink that outlives the command, so each simulation gets its own
 * Flower home and port, and the SuperLink ends with the simulation's process tree. The command exits with 0 even if the
 * run failed, so the SuperLink is asked for the status.
 */
final class FlowerRun implements PreparedRun {

    private static final Pattern CONNECTION = Pattern.compile("Using SuperLink: (\\S{1,256})");
    /** An unsigned number of 64 bits. */
    private static final Pattern RUN = Pattern.compile("Successfully started run (\\d{1,20})");

    private static final Duration STATUS_LIMIT = Duration.ofSeconds(20);
    /** A SuperLink knows the end of a run a moment after the run's last line. */
    private static final int STATUS_ATTEMPTS = 10;

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(500);

    private final FlowerProgram program;
    private final Launch launch;
    private final FlowerHome home;
    private volatile String connection = RunAtSuperLink.DEFAULT_SUPERLINK;
    private volatile @Nullable RunAtSuperLink run;

    private FlowerRun(FlowerProgram program, Launch launch, FlowerHome home) {
        this.program = program;
        this.launch = launch;
        this.home = home;
    }

    static FlowerRun prepare(StartCommand command, Order order, FlowerProject project, Interpreter interpreter) {
        FlowerWords given = FlowerWords.of(command);
        Optional<FlowerApp> app = FlowerApp.read(project, given.app());
        List<String> parameters = FlowerParameters.arguments(order.parameters(), app, given.isSimulated());
        FlowerHome home = FlowerHome.make(order.folder().resolve("flwr"), app);
        Map<String, String> environment = new TreeMap<>(PythonEnvironment.of(interpreter));
        environment.put("FLWR_HOME", home.folder().toString());
        environment.put("FLWR_LOCAL_SUPERLINK_HTTP_API_PORT", Integer.toString(freePort()));
        // Otherwise the SuperLink installs the app's dependencies again, gigabytes of torch included.
        environment.put("FLWR_DISABLE_RUNTIME_DEPENDENCY_INSTALLATION", "1");
        FlowerProgram program =
                new FlowerProgram(ProjectCommands.beside(interpreter, "flwr"), project.root(), environment);
        List<String> words = new ArrayList<>();
        words.add(program.path());
        words.addAll(given.all());
        words.addAll(parameters);
        return new FlowerRun(program, new Launch(words, project.root(), environment, order.marker()), home);
    }

    @Override
    public Launch launch() {
        return launch;
    }

    @Override
    public void line(String line) {
        if (run != null) {
            return;
        }
        Matcher using = CONNECTION.matcher(line);
        if (using.find()) {
            connection = using.group(1);
        }
        Matcher started = RUN.matcher(line);
        if (started.find()) {
            run = new RunAtSuperLink(connection, started.group(1));
            home.restoreApp();
        }
    }

    @Override
    public void stop(Duration limit) {
        RunAtSuperLink started = run;
        if (started != null) {
            try {
                flwr(limit).stop(started);
            } catch (InterruptedException serviceStops) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public Optional<String> failure() throws InterruptedException {
        RunAtSuperLink started = run;
        if (started == null) {
            return Optional.of("Flower started no run.");
        }
        for (int attempt = 0; attempt < STATUS_ATTEMPTS; attempt++) {
            RunStatus status = flwr(STATUS_LIMIT).status(started);
            String detail = status.detail().isEmpty() ? "." : ": " + status.detail();
            switch (status.phase()) {
                case COMPLETED -> {
                    return Optional.empty();
                }
                case FAILED -> {
                    return Optional.of("Flower says that the run failed" + detail);
                }
                case STOPPED -> {
                    return Optional.of("Flower says that the run was stopped" + detail);
                }
                case GOING, FORGOTTEN, UNREACHABLE -> Thread.sleep(BETWEEN_ATTEMPTS.toMillis());
            }
        }
        return Optional.of("Flower does not say how the run ended.");
    }

    @Override
    public void close() {
        home.remove();
    }

    private Flwr flwr(Duration limit) {
        return new Flwr(program, launch.marker(), limit);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }
}
