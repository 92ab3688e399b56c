package dev.flsys.flower;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.flsys.flower.command.FlowerApp;
import dev.flsys.flower.command.FlowerWords;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.options.FlowerParameters;
import dev.flsys.process.BoundedRun;
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
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A {@code flwr run}. It starts a SuperLink that outlives it, so each simulation gets a Flower home and a port of its
 * own, and the SuperLink ends with the simulation's tree. It exits with 0 whatever became of the run, so {@code flwr
 * ls} is asked.
 */
final class FlowerRun implements PreparedRun {

    private static final Logger LOG = Logger.getLogger(FlowerRun.class);
    private static final JsonMapper JSON = new JsonMapper();

    private static final Pattern CONNECTION = Pattern.compile("Using SuperLink: (\\S{1,256})");
    /** An unsigned number of 64 bits. */
    private static final Pattern RUN = Pattern.compile("Successfully started run (\\d{1,20})");

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MAX_OUTPUT = 256 * 1024;
    /** A run's end is known to its SuperLink a moment after its last line. */
    private static final int LOOKS = 10;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final Launch launch;
    private final FlowerHome home;
    private volatile @Nullable String connection;
    private volatile @Nullable String run;

    private FlowerRun(Launch launch, FlowerHome home) {
        this.launch = launch;
        this.home = home;
    }

    static FlowerRun prepare(StartCommand command, Order order, FlowerProject project, Interpreter interpreter) {
        FlowerWords given = FlowerWords.of(command);
        Optional<FlowerApp> app = FlowerApp.read(project, given.app());
        List<String> words = new ArrayList<>();
        words.add(ProjectCommands.beside(interpreter, "flwr"));
        words.addAll(given.all());
        words.addAll(FlowerParameters.arguments(order.parameters(), app, given.isSimulated()));
        FlowerHome home = FlowerHome.make(order.folder().resolve("flwr"), app);
        Map<String, String> environment = new TreeMap<>(PythonEnvironment.of(interpreter));
        environment.put("FLWR_HOME", home.folder().toString());
        environment.put("FLWR_LOCAL_SUPERLINK_HTTP_API_PORT", Integer.toString(freePort()));
        // Without it the SuperLink installs the app's dependencies, gigabytes of torch included, once more.
        environment.put("FLWR_DISABLE_RUNTIME_DEPENDENCY_INSTALLATION", "1");
        return new FlowerRun(new Launch(words, project.root(), environment, order.marker()), home);
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
            run = started.group(1);
            home.restoreApp();
        }
    }

    @Override
    public void stop(Duration limit) {
        String id = run;
        if (id != null) {
            try {
                ask(limit, "stop", id);
            } catch (InterruptedException serviceStops) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public Optional<String> failure() throws InterruptedException {
        String id = run;
        if (id == null) {
            return Optional.of("Flower started no run.");
        }
        for (int look = 0; look < LOOKS; look++) {
            JsonNode found = ask(LIMIT, "ls", "--run-id", id).path("runs").path(0);
            String status = found.path("status").asText();
            if (status.equals("finished:completed")) {
                return Optional.empty();
            }
            if (status.startsWith("finished")) {
                return Optional.of("Flower says " + status + ": "
                        + found.path("status-details").asText());
            }
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
        return Optional.of("Flower does not say how the run ended.");
    }

    @Override
    public void close() {
        home.remove();
    }

    /** What {@code flwr} answers; an empty object if it does not. */
    private JsonNode ask(Duration limit, String... what) throws InterruptedException {
        List<String> words = new ArrayList<>();
        words.add(launch.command().get(0));
        words.addAll(List.of(what));
        String to = connection;
        if (to != null) {
            // Behind the run's id: the first argument of "stop".
            words.add(to);
        }
        words.addAll(List.of("--format", "json"));
        try {
            // A marker of its own: what it starts, a SuperLink where there is none left, ends with it.
            BoundedRun answer =
                    BoundedRun.run(Launch.of(words, launch.directory(), launch.environment()), limit, MAX_OUTPUT);
            return JSON.readTree(
                    answer.output().substring(Math.max(0, answer.output().indexOf('{'))));
        } catch (IOException unanswered) {
            LOG.warnf("flwr %s did not answer: %s", what[0], unanswered.getMessage());
            return JSON.createObjectNode();
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }
}
