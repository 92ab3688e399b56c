package dev.flsys.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.testsupport.Processes;
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
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(SmallProject.class)
class LiveSocketTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration RUN = Duration.ofSeconds(60);

    @TestHTTPResource
    URI service;

    private WebSocketClient connect() {
        return WebSocketClient.connect(service.getPort(), "");
    }

    @Test
    void a_simulation_is_acknowledged_then_streams_its_lines_and_ends_with_complete() {
        try (WebSocketClient client = connect()) {
            client.send("{\"event\":\"start_simulation\",\"id\":7,\"data\":{\"rounds\":3,\"min_clients\":4,"
                    + "\"learning_rate\":0.01,\"text\":\"5; rm -rf x\",\"tags\":[\"a\",\"b c\"],\"item\":[1,2],"
                    + "\"fast\":true,\"ignore_term\":false,\"daemon\":null}}");
            JsonNode complete = client.await("simulation_complete", RUN).path("data");

            JsonNode acknowledgement = client.events("ack").get(0);
            assertThat(acknowledgement.path("id").asInt()).isEqualTo(7);
            String id = acknowledgement.at("/data/simulation_id").asText();
            assertThat(complete.path("simulation_id").asText()).isEqualTo(id);
            assertThat(complete.path("message").asText()).isEqualTo("模拟成功完成。");
            assertThat(complete.path("exit_code").asInt()).isZero();
            assertThat(client.events()
                            .get(client.events().size() - 1)
                            .path("event")
                            .asText())
                    .isEqualTo("simulation_complete");
            assertThat(client.messages())
                    .contains(
                            "cwd " + SmallProject.FOLDER,
                            "中文 output",
                            "to stderr",
                            "ready",
                            "done, no newline at the end")
                    .anySatisfy(line -> assertThat(line)
                            .startsWith("options")
                            .contains("'rounds': 3", "'min_clients': 4", "'learning_rate': 0.01")
                            .contains("'text': '5; rm -rf x'", "'tags': ['a', 'b c']", "'item': ['1', '2']")
                            .contains("'fast': True", "'ignore_term': False", "'daemon': ''"));
            assertThat(client.sequence())
                    .containsExactlyElementsOf(upTo(client.sequence().size()));
        }
    }

    @Test
    void the_events_of_a_client_are_stored_with_the_outcome() throws IOException {
        try (WebSocketClient client = connect()) {
            client.start("{\"lines\":2000,\"exit_code\":3}");
            JsonNode error = client.await("simulation_error", RUN).path("data");
            assertThat(error.path("exit_code").asInt()).isEqualTo(3);
            assertThat(error.path("message").asText()).isEqualTo("模拟失败，退出码 3。");

            Path folder = SmallProject.FOLDER
                    .resolve(".flsys/simulations")
                    .resolve(error.path("simulation_id").asText());
            JsonNode stored = new ObjectMapper()
                    .readTree(folder.resolve("simulation.json").toFile());
            assertThat(stored.path("state").asText()).isEqualTo("failed");
            assertThat(stored.path("exit_code").asInt()).isEqualTo(3);
            assertThat(Files.readAllLines(folder.resolve("log.ndjson")))
                    .hasSize(client.sequence().size());
            assertThat(client.messages()).contains("line 0 " + "x".repeat(80), "line 1999 " + "x".repeat(80));
        }
    }

    @Test
    void another_session_gets_no_event_and_a_second_connection_of_the_session_gets_all() {
        try (WebSocketClient client = connect();
                WebSocketClient stranger = connect()) {
            String session = client.session();
            try (WebSocketClient again = WebSocketClient.connect(service.getPort(), "?session=" + session)) {
                JsonNode connected = again.await("connected", SOON).path("data");
                assertThat(connected.path("resumed").asBoolean()).isTrue();
                client.send("{\"event\":\"start_simulation\",\"data\":{}}");
                client.await("simulation_complete", RUN);
                again.await("simulation_complete", SOON);
                assertThat(again.messages()).isEqualTo(client.messages());
            }
            assertThat(stranger.events()).hasSize(1);
        }
    }

    @Test
    void a_forged_session_token_begins_a_new_session() {
        try (WebSocketClient client = WebSocketClient.connect(service.getPort(), "?session=abc.def")) {
            assertThat(client.await("connected", SOON).at("/data/resumed").asBoolean())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "[]",
                "\"text\"",
                "{}",
                "{\"event\":5}",
                "{\"event\":\"unheard_of\"}",
                "{\"event\":\"start_simulation\",\"data\":[1]}",
                "{\"event\":\"start_simulation\",\"data\":{\"rounds\":{\"a\":1}}}",
                "{\"event\":\"start_simulation\",\"data\":{\"--rounds\":1}}",
                "{\"event\":\"start_simulation\",\"data\":{\"help\":true}}",
                "{\"event\":\"start_simulation\",\"data\":{\"roundz\":3}}",
                "{\"event\":\"start_simulation\",\"data\":{\"text\":\"a\\u0000b\"}}",
                "{\"event\":\"start_simulation\",\"data\":{\"rounds\":[[1]]}}",
                "{\"event\":\"stop_simulation\",\"data\":{\"simulation_id\":\"../../etc\"}}"
            })
    void an_invalid_frame_is_rejected_and_the_connection_stays(String frame) {
        try (WebSocketClient client = connect()) {
            client.send(frame);
            JsonNode error = client.await("simulation_error", SOON).path("data");
            assertThat(error.path("exit_code").asInt()).isEqualTo(-1);
            assertThat(error.path("message").asText()).isNotEmpty();
            client.send("{\"event\":\"also_unheard_of\",\"id\":\"x\"}");
            JsonNode refused = client.await("ack", SOON);
            assertThat(refused.path("id").asText()).isEqualTo("x");
            assertThat(refused.at("/data/error").asText()).isNotEmpty();
        }
    }

    @Test
    void an_unknown_option_is_refused_with_the_nearest_name() {
        try (WebSocketClient client = connect()) {
            client.send("{\"event\":\"start_simulation\",\"id\":7,\"data\":{\"min_client\":3}}");
            JsonNode refused = client.await("ack", SOON).path("data");
            assertThat(refused.path("error").asText()).contains("'min_client'", "Did you mean min_clients?");
            assertThat(client.await("simulation_error", SOON)
                            .at("/data/exit_code")
                            .asInt())
                    .isEqualTo(-1);
        }
    }

    @Test
    void binary_frames_are_refused_and_the_connection_stays() {
        try (WebSocketClient client = connect()) {
            client.sendBytes(new byte[] {1, 2, 3});
            client.await("simulation_error", SOON);
            client.send("{\"event\":\"unheard_of\",\"id\":1}");
            client.await("ack", SOON);
        }
    }

    @Test
    void a_large_frame_is_refused_and_a_huge_one_closes_the_connection() {
        try (WebSocketClient client = connect()) {
            client.send("x".repeat(100_000));
            client.await("simulation_error", SOON);
            client.send("{\"event\":\"unheard_of\",\"id\":1}");
            client.await("ack", SOON);
            client.send("x".repeat(2_000_000));
            assertThat(client.awaitClose(SOON)).isEqualTo(1009);
        }
    }

    @Test
    void a_simulation_that_cannot_be_stored_fails_with_an_error_event() throws IOException {
        try (WebSocketClient client = connect()) {
            client.start("{\"sleep\":3}");
            client.await(event -> event.at("/data/message").asText().equals("ready"), RUN);
            String id = client.simulation();
            Path folder = SmallProject.FOLDER.resolve(".flsys/simulations").resolve(id);
            Files.move(folder, folder.resolveSibling(id + "-aside"));
            Files.writeString(folder, "in the way");
            JsonNode error = client.await("simulation_error", RUN).path("data");
            assertThat(error.path("simulation_id").asText()).isEqualTo(id);
            assertThat(error.path("exit_code").asInt()).isEqualTo(-1);
            assertThat(error.path("message").asText()).isEqualTo("模拟失败，退出码 -1。");
            assertThat(error.path("detail").asText()).contains("cannot be stored");
            Files.delete(folder);
        }
    }

    @Test
    void a_value_keeps_upper_and_lower_case() {
        try (WebSocketClient client = connect()) {
            client.send(
                    "{\"event\":\"start_simulation\",\"data\":{\"text\":\"模拟 ☃ 😀 'quoted' \\\"twice\\\" $HOME \\n\"}}");
            client.await("simulation_complete", RUN);
            assertThat(client.messages())
                    .anySatisfy(line -> assertThat(line).contains("模拟 ☃ 😀 \\'quoted\\' \"twice\" $HOME \\n"));
        }
    }

    @Test
    void a_value_that_looks_like_an_option_is_one_literal_argument() {
        try (WebSocketClient client = connect()) {
            client.send("{\"event\":\"start_simulation\",\"data\":{\"text\":\"--help\",\"min_clients\":-3}}");
            client.await("simulation_complete", RUN);
            assertThat(client.messages())
                    .anySatisfy(line -> assertThat(line).contains("'text': '--help'", "'min_clients': -3"));
        }
    }

    @Test
    void a_foreign_page_is_refused_and_an_allowed_one_is_not() {
        assertThatThrownBy(() -> WebSocketClient.connectFrom("http://evil.example", service.getPort()))
                .hasStackTraceContaining("403");
        try (WebSocketClient allowed = WebSocketClient.connectFrom("http://front.example:5173", service.getPort());
                WebSocketClient own =
                        WebSocketClient.connectFrom("http://127.0.0.1:" + service.getPort(), service.getPort())) {
            allowed.await("connected", SOON);
            own.await("connected", SOON);
        }
    }

    @Test
    void a_stopped_simulation_leaves_no_process_behind() throws IOException {
        Path pid = SmallProject.FOLDER.resolve("daemon.pid");
        Files.deleteIfExists(pid);
        try (WebSocketClient client = connect()) {
            client.start("{\"sleep\":600,\"ignore_term\":true,\"daemon\":\"" + pid + "\"}");
            client.await(event -> event.at("/data/message").asText().equals("ready"), RUN);
            String id = client.simulation();
            long daemon = Processes.idIn(pid);
            assertThat(Processes.isRunning(daemon)).isTrue();

            client.stop(id);
            JsonNode error = client.await("simulation_error", SOON).path("data");
            assertThat(error.path("status").asText()).isEqualTo("stopped");
            assertThat(Processes.isRunning(daemon)).isFalse();
        }
    }

    @Test
    void a_second_simulation_waits_and_a_third_is_refused() {
        try (WebSocketClient client = connect()) {
            String start = "{\"event\":\"start_simulation\",\"id\":%d,\"data\":{\"sleep\":600}}";
            client.send(start.formatted(1));
            client.send(start.formatted(2));
            client.send(start.formatted(3));
            client.await(event -> event.path("id").asInt() == 3, SOON);
            List<JsonNode> acknowledgements = client.events("ack");
            assertThat(acknowledgements.get(1).at("/data/place").asInt()).isEqualTo(1);
            assertThat(acknowledgements.get(2).at("/data/error").asText()).isNotEmpty();
            for (int each : new int[] {1, 0}) {
                client.stop(acknowledgements.get(each).at("/data/simulation_id").asText());
            }
            await().atMost(SOON)
                    .until(() -> client.events("simulation_error").stream()
                                    .filter(event ->
                                            event.at("/data/status").asText().equals("stopped"))
                                    .count()
                            == 2);
        }
    }

    @Test
    void a_simulation_continues_without_its_client_and_is_stored_completely() throws IOException {
        int lines = 100_000;
        String id;
        try (WebSocketClient client = connect()) {
            client.start("{\"lines\":" + lines + "}");
            client.await("simulation_log", RUN);
            id = client.simulation();
        }
        Path folder = SmallProject.FOLDER.resolve(".flsys/simulations").resolve(id);
        ObjectMapper json = new ObjectMapper();
        await().atMost(RUN)
                .until(() -> json.readTree(folder.resolve("simulation.json").toFile())
                        .path("state")
                        .asText()
                        .equals("completed"));
        List<String> log = Files.readAllLines(folder.resolve("log.ndjson"));
        assertThat(log).hasSizeGreaterThan(lines);
        assertThat(json.readTree(log.get(log.size() - 1)).at("/data/seq").asInt())
                .isEqualTo(log.size());
    }

    @Test
    void a_client_that_does_not_read_delays_no_other_and_gets_every_line_later() {
        int lines = 300_000;
        try (WebSocketClient client = connect()) {
            String session = client.session();
            try (WebSocketClient reading = WebSocketClient.connect(service.getPort(), "?session=" + session)) {
                reading.await("connected", SOON);
                client.send("{\"event\":\"start_simulation\",\"data\":{\"lines\":" + lines + "}}");
                client.await("simulation_log", RUN);
                client.stopReading();
                reading.await("simulation_complete", RUN);
                assertThat(client.events("simulation_complete")).isEmpty();
                client.continueReading();
                client.await("simulation_complete", RUN);
                for (WebSocketClient each : List.of(reading, client)) {
                    assertThat(each.messages()).hasSizeGreaterThan(lines);
                    assertThat(each.sequence())
                            .containsExactlyElementsOf(upTo(each.sequence().size()));
                }
            }
        }
    }

    /** The simulation of the first acknowledgement. */
    private static List<Long> upTo(int last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }
}
