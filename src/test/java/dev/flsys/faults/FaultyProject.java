package dev.flsys.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.SmallProject;
import dev.flsys.testsupport.WebSocketClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A packaged service on a project whose start script has the faults of {@code faulty.py}, and a session of it. */
final class FaultyProject implements AutoCloseable {

    static final Duration TIMEOUT = Duration.ofMinutes(2);
    /** A run of the full size may print for long. */
    static final Duration LONG = Duration.ofMinutes(FaultScale.of(2, 40));

    private static final String MARK = "FLSYS_FAULTS_MARK";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A number of seconds that no other process of this machine sleeps. */
    final String sleep = "6" + Math.floorMod(UUID.randomUUID().getLeastSignificantBits(), 100_000_000) / 1e5;

    final Path project;
    private final Path directory;
    private final Map<String, String> environment;
    private PackagedService service;
    private int port;
    private WebSocketClient client;
    private String session;

    /** @param settings settings in the environment of the service */
    FaultyProject(Path folder, Map<String, String> settings) throws IOException {
        this.project = SmallProject.copyTo(folder.resolve("project"));
        Files.copy(Path.of("src/test/resources/projects/faulty/faulty.py"), project.resolve("faulty.py"));
        this.environment = new HashMap<>(settings);
        environment.put("FLOWER_START_SCRIPT", "faulty.py");
        environment.put(MARK, sleep);
        this.directory = SmallProject.writeSettings(folder.resolve("service"), project);
        this.service = PackagedService.start(directory, 0, environment);
        this.port = service.port();
        this.client = WebSocketClient.connect(port, "");
        this.session = client.session();
    }

    /** Kills the service and starts it again. The session continues. */
    void killAndStart() throws IOException, InterruptedException {
        service.kill();
        client.close();
        service = PackagedService.start(directory, 0, environment);
        port = service.port();
        client = WebSocketClient.connect(port, "?session=" + session);
        session = client.session();
    }

    PackagedService service() {
        return service;
    }

    int port() {
        return port;
    }

    String session() {
        return session;
    }

    WebSocketClient client() {
        return client;
    }

    /** The answer to a start, whatever it is. */
    RawConnection.Answer askToStart(String parameters) throws IOException {
        return RawConnection.ask(port, RawConnection.post("/api/simulations/?session=" + session, parameters));
    }

    /** Starts a run and returns its id. */
    String start(String parameters) throws IOException {
        RawConnection.Answer answer = askToStart(parameters);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body()).path("simulation_id").asText();
    }

    void stop(String run) throws IOException {
        RawConnection.Answer answer =
                RawConnection.ask(port, RawConnection.post("/api/simulations/" + run + "/stop?session=" + session, ""));
        assertThat(answer.status()).as(answer.body()).isIn(200, 202);
    }

    /** The record of a run in its file. */
    JsonNode stored(String run) throws IOException {
        return JSON.readTree(log(run).resolveSibling("simulation.json").toFile());
    }

    JsonNode record(String run) throws IOException {
        RawConnection.Answer answer =
                RawConnection.ask(port, RawConnection.get("/api/simulations/" + run + "/?session=" + session));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    String state(String run) throws IOException {
        return record(run).path("state").asText();
    }

    /** Waits for the end of a run and returns its record. */
    JsonNode ended(String run) throws IOException {
        await().atMost(LONG).pollInterval(Duration.ofMillis(50)).until(() -> !List.of("queued", "starting", "running")
                .contains(state(run)));
        return record(run);
    }

    void awaitReady(String run) {
        await().atMost(LONG).until(() -> Files.exists(log(run)) && lines(run).contains("ready"));
    }

    Path log(String run) {
        return project.resolve(".flsys/simulations/" + run + "/log.ndjson");
    }

    /** The lines of a log. Fails if an event is not valid JSON in UTF-8. */
    List<String> lines(String run) throws IOException {
        return Files.readAllLines(log(run), StandardCharsets.UTF_8).stream()
                .map(FaultyProject::read)
                .filter(event -> event.path("event").asText().equals("simulation_log"))
                .map(event -> event.at("/data/message").asText())
                .toList();
    }

    private static JsonNode read(String event) {
        try {
            return JSON.readTree(event);
        } catch (IOException invalid) {
            throw new AssertionError(event, invalid);
        }
    }

    /**
     * The processes that runs of this service started: those with a variable of the service, and those that sleep as
     * long as its daemons.
     */
    List<String> processes() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != service.pid())
                .filter(process -> read(process.pid(), "environ").contains(MARK + "=" + sleep + "\0")
                        || read(process.pid(), "cmdline").equals("sleep\0" + sleep + "\0"))
                .map(process ->
                        process.pid() + " " + read(process.pid(), "cmdline").replace('\0', ' '))
                .toList();
    }

    /** The daemons of the runs. */
    long daemons() {
        return processes().stream()
                .filter(each -> each.endsWith(" sleep " + sleep + " "))
                .count();
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1);
        } catch (IOException goneOrNotOurs) {
            return "";
        }
    }

    @Override
    public void close() throws InterruptedException {
        client.close();
        service.close();
    }
}
