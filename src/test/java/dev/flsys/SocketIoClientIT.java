package dev.flsys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.SmallProject;
import dev.flsys.testsupport.SocketIoConnection;
import dev.flsys.testsupport.SocketIoConnection.Event;
import dev.flsys.testsupport.SocketIoConnection.Transports;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The packaged application with the Java client of Socket.IO, over each of that client's transports. */
class SocketIoClientIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration RUN = Duration.ofMinutes(1);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String API_TOKEN = "only-for-this-test";

    /**
     * The connection is cut at event {@link #CUT_AT} of a run with about so many events. The run writes the second half
     * of them after the client has noticed the cut: a fast run would have written all of them before.
     */
    private static final int LINES = 20_000;

    private static final long CUT_AT = 5_000;

    /** The output of Flower for two rounds. */
    private static final List<String> FLOWER_LINES = List.of(
            "INFO :      Starting Flower simulation, config: num_rounds=2, no round_timeout",
            "INFO :      [ROUND 1]",
            "INFO :      fit progress: (1, 0.5, {'accuracy': 0.25}, 0.1)",
            "INFO :      [ROUND 2]",
            "INFO :      fit progress: (2, 0.125, {'accuracy': 0.75}, 0.2)",
            "INFO :      Run finished 2 round(s) in 0.3s");

    /** Events that the service rejects, with their data. */
    enum Refused {
        WRONG_NAME("start_simulation", "{\"--rounds\":1}"),
        STARTS_NOTHING("start_simulation", "{\"help\":true}"),
        WRONG_VALUE("start_simulation", "{\"rounds\":{\"a\":1}}"),
        LIST("start_simulation", "[1]"),
        TEXT("start_simulation", "\"rounds\""),
        STOPS_UNKNOWN("stop_simulation", "{\"simulation_id\":\"../../etc\"}"),
        RESUMES_UNKNOWN("resume_simulation", "{\"simulation_id\":\"../../etc\",\"after\":0}");

        private final String event;
        private final String data;

        Refused(String event, String data) {
            this.event = event;
            this.data = data;
        }
    }

    @TempDir
    static Path folder;

    @AutoClose
    private static PackagedService service;

    /** A service that requires {@link #API_TOKEN}. It has the same project, whose simulations the other one runs. */
    @AutoClose
    private static PackagedService guarded;

    private static int port;

    @BeforeAll
    static void start() throws IOException {
        service = PackagedService.start(settings("open", ""));
        port = service.port();
        guarded = PackagedService.start(settings("guarded", "API_TOKEN=" + API_TOKEN));
        guarded.port();
    }

    private static Path settings(String name, String more) throws IOException {
        Path directory = SmallProject.writeSettings(folder.resolve(name), SmallProject.FOLDER);
        Files.writeString(directory.resolve(".env"), more, StandardOpenOption.APPEND);
        return directory;
    }

    private static SocketIoConnection connect(Transports transports) {
        return new SocketIoConnection(transports, new IO.Options(), port);
    }

    private static SocketIoConnection reconnect(Transports transports, String session) {
        IO.Options options = new IO.Options();
        options.auth = Map.of("session", session);
        return new SocketIoConnection(transports, options, port);
    }

    @ParameterizedTest
    @EnumSource
    void a_simulation_sends_all_events_from_its_start_to_its_end(Transports transports) throws JsonProcessingException {
        try (SocketIoConnection client = connect(transports)) {
            JsonNode connected = client.await("connected", SOON);
            assertThat(connected.path("session").textValue()).isNotEmpty();
            assertThat(connected.path("resumed").booleanValue()).isFalse();

            String id = client.start("{\"rounds\":2,\"min_clients\":3,\"lines\":100,\"say\":"
                    + JSON.writeValueAsString(FLOWER_LINES) + "}");
            JsonNode complete = client.await("simulation_complete", RUN);

            List<Event> events = client.of(id);
            assertThat(sequence(events)).isEqualTo(from1To(events.size()));
            assertThat(complete)
                    .isEqualTo(JSON.readTree("{\"simulation_id\":\"" + id + "\",\"seq\":" + events.size()
                            + ",\"message\":\"模拟成功完成。\",\"exit_code\":0}"));
            assertThat(events.get(events.size() - 1).name()).isEqualTo("simulation_complete");
            // A simulation right after another one may have to wait.
            Event first = events.stream()
                    .filter(event -> !event.name().equals("simulation_status"))
                    .findFirst()
                    .orElseThrow();
            assertThat(first.name()).isEqualTo("simulation_started");
            assertThat(first.data().path("command").asText()).contains("train.py");
            assertThat(first.data().path("status").asText()).isNotEmpty();

            List<JsonNode> lines = named("simulation_log", events);
            assertThat(lines).allSatisfy(line -> assertThat(
                            Instant.parse(line.path("timestamp").textValue()))
                    .isBefore(Instant.now()));
            List<String> messages = messages(lines);
            assertThat(messages)
                    .contains("中文 output", "to stderr", "ready", "done, no newline at the end")
                    .containsSubsequence(FLOWER_LINES)
                    .containsSubsequence(IntStream.range(0, 100)
                            .mapToObj(number -> "line " + number + " " + "x".repeat(80))
                            .toList())
                    .anySatisfy(line -> assertThat(line)
                            .startsWith("options")
                            .contains("'rounds': 2", "'min_clients': 3", "'lines': 100"));
            assertThat(named("simulation_round", events))
                    .extracting(
                            round -> round.path("round").asInt(),
                            round -> round.path("total_rounds").asInt(),
                            round -> round.path("loss").asDouble(),
                            round -> round.path("accuracy").asDouble())
                    .containsExactly(tuple(1, 2, 0.5, 0.25), tuple(2, 2, 0.125, 0.75));
            client.awaitTransport(SOON);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_disconnects_and_resumes_misses_nothing(Transports transports) throws IOException {
        missesNothing(transports, SocketIoConnection::leave);
    }

    @ParameterizedTest
    @EnumSource
    void a_client_whose_network_fails_and_resumes_misses_nothing(Transports transports) throws IOException {
        missesNothing(transports, SocketIoConnection::loseNetwork);
    }

    private static void missesNothing(Transports transports, Consumer<SocketIoConnection> cut) throws IOException {
        Path noticed = folder.resolve(UUID.randomUUID().toString());
        String session;
        String id;
        List<Long> got = new ArrayList<>();
        try (SocketIoConnection client = connect(transports)) {
            session = client.await("connected", SOON).path("session").asText();
            client.when(event -> event.data().path("seq").asLong() == CUT_AT, cut);
            id = client.start("{\"lines\":" + LINES + ",\"gate\":\"" + noticed + "\"}");
            client.awaitDisconnect(RUN);
            Files.createFile(noticed);
            got.addAll(sequence(client.of(id)));
            assertThat(got).hasSizeBetween((int) CUT_AT, LINES - 1);
        }
        try (SocketIoConnection client = reconnect(transports, session)) {
            assertThat(client.await("connected", SOON).path("resumed").booleanValue())
                    .isTrue();
            client.emit("resume_simulation", resume(id, got.get(got.size() - 1)));
            client.await("simulation_complete", RUN);
            got.addAll(sequence(client.of(id)));
        }
        assertThat(got).hasSizeGreaterThan(LINES).isEqualTo(from1To(got.size()));
    }

    @ParameterizedTest
    @EnumSource
    void a_session_in_the_query_resumes_after_the_given_event(Transports transports) {
        String session;
        String id;
        List<Event> events;
        try (SocketIoConnection client = connect(transports)) {
            session = client.await("connected", SOON).path("session").asText();
            id = client.start("{\"lines\":10}");
            client.await("simulation_complete", RUN);
            events = client.of(id);
        }
        IO.Options options = new IO.Options();
        options.query = "session=" + session;
        try (SocketIoConnection client = new SocketIoConnection(transports, options, port)) {
            assertThat(client.await("connected", SOON).path("resumed").booleanValue())
                    .isTrue();
            JsonNode answer = client.ask("resume_simulation", resume(id, 7));
            assertThat(answer.path("simulation_id").asText()).isEqualTo(id);
            client.await("simulation_complete", RUN);
            assertThat(client.of(id)).isEqualTo(events.subList(7, events.size()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_simulation_is_stopped_by_its_session_only_and_a_waiting_one_gets_its_place(Transports transports) {
        try (SocketIoConnection client = connect(transports);
                SocketIoConnection stranger = connect(transports)) {
            String running = client.start("{\"sleep\":60}");
            client.await(event -> event.data().path("message").asText().equals("ready"), RUN);
            JsonNode accepted = client.ask("start_simulation", "{\"sleep\":60}");
            assertThat(accepted.path("place").asInt()).isEqualTo(1);
            String waiting = accepted.path("simulation_id").asText();
            JsonNode status = client.await("simulation_status", SOON);
            assertThat(status.path("simulation_id").asText()).isEqualTo(waiting);
            assertThat(status.path("place").asInt()).isEqualTo(1);

            for (String event : List.of("stop_simulation", "resume_simulation")) {
                assertRefused(stranger.ask(event, "{\"simulation_id\":\"" + running + "\"}"));
            }
            assertThat(stranger.of(running)).isEmpty();

            for (String id : List.of(waiting, running)) {
                JsonNode answer = client.ask("stop_simulation", "{\"simulation_id\":\"" + id + "\"}");
                assertThat(answer.path("simulation_id").asText()).isEqualTo(id);
                // It may already have ended.
                assertThat(answer.path("status").asText()).isIn("stopping", "stopped");
                JsonNode stopped = client.await(
                        event -> event.name().equals("simulation_error")
                                && event.data().path("simulation_id").asText().equals(id),
                        RUN);
                assertThat(stopped.path("status").asText()).isEqualTo("stopped");
                assertThat(stopped.path("message").asText()).isEqualTo("模拟已停止。");
                assertThat(sequence(client.of(id)))
                        .isEqualTo(from1To(stopped.path("seq").asLong()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_without_acknowledgements_gets_all_answers_as_events(Transports transports) {
        try (SocketIoConnection client = connect(transports)) {
            client.emit("start_simulation", "{\"exit_code\":3}");
            JsonNode failed = client.await("simulation_error", RUN);
            assertThat(failed.path("message").asText()).isEqualTo("模拟失败，退出码 3。");
            assertThat(failed.path("exit_code").asInt()).isEqualTo(3);

            client.emit("start_simulation", "{}");
            String id = client.await("simulation_complete", RUN)
                    .path("simulation_id")
                    .asText();
            int events = client.of(id).size();
            client.emit("resume_simulation", resume(id, events - 1));
            await().atMost(SOON).until(() -> client.of(id).size() == events + 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_invalid_event_is_refused_with_and_without_acknowledgement(Transports transports) {
        for (Refused wrong : Refused.values()) {
            try (SocketIoConnection client = connect(transports)) {
                client.emit(wrong.event, wrong.data);
                assertRefused(client.await("simulation_error", SOON));
                JsonNode answer = client.ask(wrong.event, wrong.data);
                assertRefused(answer);
                assertThat(answer.path("error").textValue()).as(wrong.name()).isNotEmpty();
                assertThat(client.ask("unheard_of", "{}").path("error").textValue())
                        .isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_api_token_is_required_from_every_client(Transports transports) {
        for (Map<String, String> auth : List.of(Map.<String, String>of(), Map.of("token", API_TOKEN + "x"))) {
            IO.Options options = new IO.Options();
            options.auth = auth;
            try (SocketIoConnection client = new SocketIoConnection(transports, options, guarded.port())) {
                JsonNode refused = client.await(Socket.EVENT_CONNECT_ERROR, SOON);
                assertThat(refused.path("message").asText()).contains("token");
                assertThat(client.events()).hasSize(1);
            }
        }
        IO.Options byAuth = new IO.Options();
        byAuth.auth = Map.of("token", API_TOKEN);
        IO.Options byHeader = new IO.Options();
        byHeader.extraHeaders = Map.of("Authorization", List.of("Bearer " + API_TOKEN));
        for (IO.Options options : List.of(byAuth, byHeader)) {
            try (SocketIoConnection client = new SocketIoConnection(transports, options, guarded.port())) {
                client.await("connected", SOON);
                // It does not start, because the other service runs this project's simulations.
                assertRefused(client.ask("start_simulation", "{}"));
            }
        }
    }

    private static String resume(String id, long after) {
        return "{\"simulation_id\":\"" + id + "\",\"after\":" + after + "}";
    }

    private static void assertRefused(JsonNode answer) {
        assertThat(answer.path("message").textValue()).isNotEmpty();
        assertThat(answer.path("exit_code").asInt()).isEqualTo(-1);
    }

    private static List<Long> sequence(List<Event> events) {
        return events.stream().map(event -> event.data().path("seq").asLong()).toList();
    }

    private static List<Long> from1To(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private static List<JsonNode> named(String name, List<Event> events) {
        return events.stream()
                .filter(event -> event.name().equals(name))
                .map(Event::data)
                .toList();
    }

    private static List<String> messages(List<JsonNode> lines) {
        return lines.stream().map(line -> line.path("message").asText()).toList();
    }
}
