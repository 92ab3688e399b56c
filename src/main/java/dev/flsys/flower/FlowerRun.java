package dev.flsys.flower;

import dev.flsys.flower.command.FlowerApp;
import dev.flsys.flower.command.FlowerProgram;
import dev.flsys.flower.command.FlwrRunArguments;
import dev.flsys.flower.command.SanitisedOutput;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.Wrapper;
import dev.flsys.flower.options.FlowerParameters;
import dev.flsys.flower.superlink.FlwrClient;
import dev.flsys.flower.superlink.RunAtSuperLink;
import dev.flsys.flower.superlink.RunStatus;
import dev.flsys.process.Launch;
import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A {@code flwr run} on this machine. From Flower 1.27 on, the command starts a SuperLink that outlives it. So each
 * simulation gets its own Flower home and ports, and the SuperLink ends with the simulation's process tree. The command
 * exits with 0 even if the run failed, so the SuperLink is asked for the status of the run. Earlier versions run the
 * simulation themselves, see {@link DirectRun}.
 */
final class FlowerRun implements PreparedRun {

    private static final Pattern CONNECTION = Pattern.compile("Using SuperLink: (\\S{1,256})");
    /** An unsigned number of 64 bits. */
    private static final Pattern RUN = Pattern.compile("Successfully started run (\\d{1,20})");

    /** The message of Flower 1.27 to 1.42 after it has waited 15 seconds for its SuperLink and ended it. */
    private static final String SLOW = "Failed to start local SuperLink within";

    private static final int STARTS = 3;

    /** The message of Flower 1.26 and 1.27. */
    private static final String IGNORED = "`--federation-config` option is deprecated and will be ignored";

    /**
     * The variables with the ports of the local SuperLink, by the versions that read them: 1.27 to 1.42; 1.27; 1.36;
     * 1.37 to 1.42. Other versions ignore them.
     */
    private static final List<String> PORTS = List.of(
            "FLWR_LOCAL_CONTROL_API_PORT",
            "FLWR_LOCAL_SIMULATIONIO_API_PORT",
            "FLWR_LOCAL_RUNTIME_API_PORT",
            "FLWR_LOCAL_SUPERLINK_HTTP_API_PORT");

    private static final Duration STATUS_LIMIT = Duration.ofSeconds(20);
    /** A SuperLink knows the end of a run a moment after the run's last line. */
    private static final int STATUS_ATTEMPTS = 10;

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(500);

    private final FlowerProgram program;
    private final Launch launch;
    private final FlowerHome home;
    private final FlowerVersion version;
    private final FlwrRunArguments words;
    private final boolean setsClients;
    private final DirectRun direct = new DirectRun();
    private volatile String connection;
    private volatile boolean clientsIgnored;
    private volatile boolean slow;
    private int starts = 1;
    private volatile @Nullable RunAtSuperLink run;

    private FlowerRun(
            FlowerProgram program,
            Launch launch,
            FlowerHome home,
            FlowerVersion version,
            FlwrRunArguments words,
            boolean setsClients) {
        this.program = program;
        this.launch = launch;
        this.home = home;
        this.version = version;
        this.words = words;
        this.setsClients = setsClients;
        this.connection = words.connection().orElse(RunAtSuperLink.DEFAULT_SUPERLINK);
    }

    /**
     * @param flwr the words that start {@code flwr}
     * @param variables the variables of the project's Python, or of a wrapper
     * @throws dev.flsys.flower.command.ParametersInvalid if the app or this version of Flower does not take a parameter
     * @throws InterruptedException if the thread was interrupted while another run of the app started
     */
    static FlowerRun prepare(
            StartCommand command,
            RunRequest request,
            FlowerProject project,
            List<String> flwr,
            Map<String, String> variables,
            FlowerVersion version)
            throws InterruptedException {
        FlwrRunArguments given = FlwrRunArguments.of(command);
        AppLock lock = AppLock.acquire(project, given.app());
        try {
            return prepare(given, request, project, flwr, variables, version, lock);
        } catch (RuntimeException refused) {
            lock.release();
            throw refused;
        }
    }

    private static FlowerRun prepare(
            FlwrRunArguments given,
            RunRequest request,
            FlowerProject project,
            List<String> flwr,
            Map<String, String> variables,
            FlowerVersion version,
            AppLock lock) {
        Optional<FlowerApp> app = FlowerApp.read(project, given.app());
        FlowerParameters parameters = FlowerParameters.read(request.parameters(), given, project, true);
        OptionalLong declared =
                app.map(known -> known.countSupernodes(given.connection())).orElse(OptionalLong.empty());
        List<String> clients = version.clientArguments(parameters.clients(), declared);
        // Flower before 1.26 moves no federations.
        Optional<FlowerApp> moving = version.namesApp() ? Optional.empty() : app;
        FlowerHome home = FlowerHome.make(request.folder().resolve("flwr"), moving, lock);
        Map<String, String> environment = new TreeMap<>(variables);
        environment.put("FLWR_HOME", home.folder().toString());
        environment.putAll(freePorts());
        // Otherwise the SuperLink would install the app's dependencies again, including gigabytes of torch.
        environment.put("FLWR_DISABLE_RUNTIME_DEPENDENCY_INSTALLATION", "1");
        FlowerProgram program = new FlowerProgram(flwr, project.root(), environment);
        List<String> words = new ArrayList<>(flwr);
        words.addAll(parameters.arguments(request.folder(), version.readsAssignments()));
        if (!version.streams()) {
            words.remove("--stream");
        }
        words.addAll(clients);
        Launch launch = new Launch(Wrapper.withLiveOutput(words), project.root(), environment, request.marker());
        return new FlowerRun(program, launch, home, version, given, !clients.isEmpty());
    }

    @Override
    public Launch launch() {
        return launch;
    }

    @Override
    public void onLine(String line) {
        if (run != null) {
            return;
        }
        direct.line(SanitisedOutput.withoutEscapes(line));
        slow |= line.contains(SLOW);
        clientsIgnored |= setsClients && line.contains(IGNORED);
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
                createFlwr(limit).stop(started);
            } catch (InterruptedException serviceStops) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isProcess() {
        return false;
    }

    @Override
    public Optional<String> startsAgain() {
        boolean again = slow && run == null && starts < STARTS;
        slow = false;
        starts++;
        if (again) {
            home.forgetSuperLink();
        }
        return again
                ? Optional.of("Flower's SuperLink was not ready in time, as this machine is busy or slow. FLSys starts"
                        + " the command again (" + starts + " of " + STARTS + ").")
                : Optional.empty();
    }

    @Override
    public Optional<String> failure() throws InterruptedException {
        if (clientsIgnored) {
            return Optional.of(
                    "This version of Flower ignored the number of clients. Install flwr 1.28 or later, or leave"
                            + " the parameter out.");
        }
        RunAtSuperLink started = run;
        if (started == null) {
            return version.runsSimulations() || direct.isRecognised()
                    ? direct.failure()
                    : Optional.of("Flower started no run.");
        }
        for (int attempt = 0; attempt < STATUS_ATTEMPTS; attempt++) {
            RunStatus status = createFlwr(STATUS_LIMIT).readStatus(started);
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
                case ACTIVE, FORGOTTEN, UNREACHABLE -> Thread.sleep(BETWEEN_ATTEMPTS.toMillis());
            }
        }
        return Optional.of("Flower does not say how the run ended.");
    }

    @Override
    public void close() {
        home.remove();
    }

    private FlwrClient createFlwr(Duration limit) {
        Optional<String> app = version.namesApp() ? Optional.of(words.app()) : Optional.empty();
        return new FlwrClient(program, launch.marker(), limit, app);
    }

    /** A different free port for each variable. */
    private static Map<String, String> freePorts() {
        Map<String, String> ports = new TreeMap<>();
        List<ServerSocket> open = new ArrayList<>();
        try {
            for (String variable : PORTS) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                open.add(socket);
                ports.put(variable, Integer.toString(socket.getLocalPort()));
            }
            return ports;
        } catch (IOException noFreePort) {
            throw new UncheckedIOException(noFreePort);
        } finally {
            open.forEach(FlowerRun::close);
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
