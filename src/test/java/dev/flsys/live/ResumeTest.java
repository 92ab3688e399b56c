package dev.flsys.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.testsupport.SmallProject;
import dev.flsys.testsupport.WebSocketClient;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that disconnect and resume. */
@QuarkusTest
@TestProfile(SmallProject.class)
class ResumeTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration RUN = Duration.ofSeconds(60);

    @TestHTTPResource
    URI service;

    private WebSocketClient connect(String session) {
        return WebSocketClient.connect(service.getPort(), session.isEmpty() ? "" : "?session=" + session);
    }

    private static String start(WebSocketClient client, String parameters) {
        client.start(parameters);
        return client.simulation();
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    @Test
    void a_client_that_reconnects_during_a_run_gets_each_event_once() throws IOException {
        Random random = new Random(5);
        List<Long> all = new ArrayList<>();
        String session;
        String id;
        try (WebSocketClient client = connect("")) {
            session = client.session();
            id = start(client, "{\"lines\":100000}");
            client.await("simulation_log", RUN);
            all.addAll(client.sequence());
        }
        boolean complete = false;
        for (int times = 0; times < 10 && !complete; times++) {
            try (WebSocketClient client = connect(session)) {
                client.resume(id, all.isEmpty() ? 0 : all.get(all.size() - 1));
                int wanted = 1 + random.nextInt(5_000);
                await().atMost(RUN)
                        .until(() -> client.sequence().size() >= wanted
                                || !client.events("simulation_complete").isEmpty());
                all.addAll(client.sequence());
                complete = !client.events("simulation_complete").isEmpty();
            }
        }
        try (WebSocketClient client = connect(session)) {
            client.resume(id, Math.max(0, all.get(all.size() - 1) - 1));
            all.remove(all.size() - 1);
            client.await("simulation_complete", RUN);
            all.addAll(client.sequence());
        }
        assertThat(all).isEqualTo(range(1, all.size())).hasSizeGreaterThan(100_000);
        Path log = SmallProject.FOLDER.resolve(".flsys/simulations").resolve(id).resolve("log.ndjson");
        assertThat(Files.readAllLines(log)).hasSize(all.size());
    }

    @Test
    void a_known_session_that_does_not_resume_gets_all_events() {
        try (WebSocketClient client = connect("")) {
            String session = client.session();
            String id = start(client, "{\"lines\":100,\"sleep\":2}");
            client.await(event -> event.at("/data/message").asText().equals("ready"), RUN);
            try (WebSocketClient back = connect(session)) {
                back.await("simulation_complete", RUN);
                client.await("simulation_complete", RUN);
                assertThat(back.sequence()).isEqualTo(client.sequence()).startsWith(1L);
                assertThat(back.events("simulation_started")
                                .get(0)
                                .at("/data/simulation_id")
                                .asText())
                        .isEqualTo(id);
            }
        }
    }

    @Test
    void an_ended_simulation_is_resumed_after_the_last_event_of_the_client() {
        String session;
        String id;
        int events;
        try (WebSocketClient client = connect("")) {
            session = client.session();
            id = start(client, "{\"lines\":10}");
            client.await("simulation_complete", RUN);
            events = client.sequence().size();
        }
        try (WebSocketClient client = connect(session)) {
            client.resume(id, 7);
            client.await("simulation_complete", SOON);
            assertThat(client.sequence()).isEqualTo(range(8, events));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "\"x\"", "99999999999999999999", "[]"})
    void an_invalid_number_is_refused(String after) {
        try (WebSocketClient client = connect("")) {
            String id = start(client, "{}");
            client.await("simulation_complete", RUN);
            client.send("{\"event\":\"resume_simulation\",\"data\":{\"simulation_id\":\"" + id + "\",\"after\":" + after
                    + "}}");
            client.await("simulation_error", SOON);
        }
    }

    @Test
    void another_session_can_neither_resume_nor_stop() {
        try (WebSocketClient client = connect("");
                WebSocketClient stranger = connect("")) {
            String id = start(client, "{\"sleep\":1}");
            stranger.resume(id, 0);
            JsonNode refused = stranger.await("simulation_error", SOON).path("data");
            assertThat(refused.path("detail").asText()).contains("session");
            stranger.send("{\"event\":\"stop_simulation\",\"id\":9,\"data\":{\"simulation_id\":\"" + id + "\"}}");
            assertThat(stranger.await("ack", SOON).at("/data/error").asText()).isNotEmpty();
            client.await("simulation_complete", RUN);
            assertThat(stranger.sequence()).isEmpty();
        }
    }
}
