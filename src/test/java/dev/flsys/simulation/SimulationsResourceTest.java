package dev.flsys.simulation;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.testsupport.ServiceJson;
import dev.flsys.testsupport.SmallProject;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.awaitility.Awaitility;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Simulations by REST, and their ends. */
@QuarkusTest
@TestProfile(SmallProject.class)
class SimulationsResourceTest {

    private static final Duration RUN = Duration.ofSeconds(60);

    /** A state of the bar, which may be the beginning of one: the program writes while the service reads. */
    private static final Pattern BAR = Pattern.compile("\"message\":\"\\d[\\d of]*\"");

    /** A simulation, and the token of the session that may see it. */
    private record Started(String id, String session) {

        static Started with(String parameters) {
            JsonPath accepted = start(parameters)
                    .statusCode(201)
                    .header("Location", Matchers.containsString("/api/simulations/"))
                    .extract()
                    .jsonPath();
            return new Started(accepted.getString("simulation_id"), accepted.getString("session"));
        }

        ValidatableResponse get(String path) {
            return given().header("X-Session", session).when().get(path, id).then();
        }

        ValidatableResponse stop() {
            return given().header("X-Session", session)
                    .when()
                    .post("/api/simulations/{id}/stop", id)
                    .then();
        }

        JsonPath now() {
            return get("/api/simulations/{id}/").statusCode(200).extract().jsonPath();
        }

        JsonPath ended() {
            Awaitility.await().atMost(RUN).until(() -> List.of("completed", "failed", "stopped")
                    .contains(now().getString("state")));
            return now();
        }

        String log(String accept, int after) {
            return given().header("Accept", accept)
                    .queryParam("session", session)
                    .queryParam("after", after)
                    .when()
                    .get("/api/simulations/{id}/log", id)
                    .then()
                    .statusCode(200)
                    .contentType(startsWith(accept))
                    .extract()
                    .asString();
        }

        String line(long seq) {
            String event = log("application/x-ndjson", (int) seq - 1).split("\n")[0];
            return JsonPath.from(event).getString("data.message");
        }

        String lastEvent() {
            String[] events = log("application/x-ndjson", 0).split("\n");
            return events[events.length - 1];
        }
    }

    private static ValidatableResponse start(String parameters) {
        return given().contentType(ContentType.JSON)
                .body(parameters)
                .when()
                .post("/api/simulations/")
                .then();
    }

    @Test
    void the_archive_of_a_simulation_has_its_parts_and_their_description() throws IOException {
        Started started = Started.with("{\"rounds\":2,\"text\":\"模拟\"}");
        started.ended();
        Awaitility.await()
                .atMost(RUN)
                .until(() -> started.get("/api/simulations/{id}/provenance")
                                .extract()
                                .statusCode()
                        == 200);
        JsonPath origin =
                started.get("/api/simulations/{id}/provenance").extract().jsonPath();
        assertThat(origin.getMap("then.sources")).isNotEmpty();
        assertThat(origin.getList("differences")).isEmpty();

        byte[] archive = started.get("/api/simulations/{id}/export")
                .statusCode(200)
                .contentType("application/zip")
                .header("Content-Disposition", equalTo("attachment; filename=\"" + started.id() + ".zip\""))
                .extract()
                .asByteArray();
        Map<String, String> parts = new HashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                parts.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        assertThat(parts.get("rounds.csv")).startsWith("round,loss,accuracy");
        assertThat(parts.get("log.txt")).contains("模拟");
        JsonNode graph =
                ServiceJson.MAPPER.readTree(parts.get("ro-crate-metadata.json")).path("@graph");
        assertThat(graph.at("/0/conformsTo/@id").asText()).isEqualTo("https://w3id.org/ro/crate/1.1");
        assertThat(graph.at("/1/@id").asText()).isEqualTo("./");
        List<String> described = graph.at("/1/hasPart").findValuesAsText("@id");
        assertThat(described).contains("simulation.json", "log.txt", "provenance.json");
        assertThat(parts.keySet()).containsAll(described).hasSize(described.size() + 1);
    }

    @Test
    void a_simulation_is_started_followed_and_listed() {
        Started started = Started.with("{\"rounds\":3,\"text\":\"模拟\",\"fast\":true}");
        JsonPath ended = started.ended();
        assertThat(ended.getString("state")).isEqualTo("completed");
        assertThat(ended.getInt("exit_code")).isZero();
        assertThat(ended.getMap("parameters")).containsEntry("rounds", 3).containsEntry("text", "模拟");
        assertThat(ended.getString("command")).endsWith("train.py --rounds 3 --text 模拟 --fast");
        assertThat(ended.getString("started")).isLessThanOrEqualTo(ended.getString("ended"));
        assertThat(ended.getMap("")).doesNotContainKeys("owner", "marker", "process");
        when().get("/api/simulations")
                .then()
                .statusCode(200)
                .body("simulations[0].id", equalTo(started.id()))
                .body("simulations[0].state", equalTo("completed"))
                .body("simulations[0].exit_code", equalTo(0))
                .body("simulations[0].parameters", Matchers.nullValue());
        when().get("/api/simulations/?limit=1&before=" + started.id())
                .then()
                .statusCode(200)
                .body("simulations.id", not(hasItem(started.id())));
    }

    @Test
    void a_simulation_is_labelled_found_and_deleted() {
        Started started = Started.with("{\"rounds\":3,\"text\":\"labelled\"}");
        started.ended();
        String address = "/api/simulations/" + started.id() + "/";
        given().contentType("application/merge-patch+json")
                .body("{\"name\":\"x\"}")
                .when()
                .patch(address)
                .then()
                .statusCode(403);
        given().header("X-Session", started.session())
                .contentType("application/merge-patch+json; charset=UTF-8")
                .body("{\"name\":\"Baseline 一\",\"notes\":\"see page 3\",\"tags\":[\"paper\"]}")
                .when()
                .patch(address)
                .then()
                .statusCode(200)
                .body("name", equalTo("Baseline 一"))
                .body("notes", equalTo("see page 3"))
                .body("state", equalTo("completed"));
        given().header("X-Session", started.session())
                .contentType(ContentType.JSON)
                .body("{\"name\":7}")
                .when()
                .patch(address)
                .then()
                .statusCode(400)
                .body("error", Matchers.containsString("'name' is a text"));
        given().queryParam("q", "baseline page")
                .queryParam("tags", "paper")
                .queryParam("filter", "rounds = 3 and text = labelled")
                .queryParam("details", "true")
                .when()
                .get("/api/simulations/")
                .then()
                .statusCode(200)
                .body("total", equalTo(1))
                .body("simulations[0].id", equalTo(started.id()))
                .body("simulations[0].name", equalTo("Baseline 一"))
                .body("simulations[0].parameters.text", equalTo("labelled"))
                .body("simulations[0].own", equalTo(false));
        given().queryParam("filter", "rounds >")
                .when()
                .get("/api/simulations/")
                .then()
                .statusCode(400)
                .body("error", Matchers.containsString("character 9"));
        when().delete(address).then().statusCode(403);
        given().header("X-Session", started.session())
                .contentType(ContentType.JSON)
                .body("{\"ids\":[\"" + started.id() + "\",\"none\"]}")
                .when()
                .post("/api/simulations/delete")
                .then()
                .statusCode(200)
                .body("deleted", equalTo(List.of(started.id())))
                .body("refused.none", startsWith("There is no simulation"))
                .body("freed_bytes", Matchers.greaterThan(100));
        given().header("X-Session", started.session())
                .when()
                .get(address)
                .then()
                .statusCode(404);
        given().header("X-Session", started.session())
                .when()
                .delete(address)
                .then()
                .statusCode(404);
    }

    @Test
    void a_simulation_that_runs_is_not_deleted() {
        Started started = Started.with("{\"sleep\":60}");
        given().header("X-Session", started.session())
                .when()
                .delete("/api/simulations/{id}/", started.id())
                .then()
                .statusCode(409);
        given().header("X-Session", started.session())
                .when()
                .post("/api/simulations/{id}/stop", started.id())
                .then()
                .statusCode(202);
        started.ended();
        given().header("X-Session", started.session())
                .when()
                .delete("/api/simulations/{id}/", started.id())
                .then()
                .statusCode(200)
                .body("deleted", equalTo(List.of(started.id())));
    }

    @Test
    void the_options_are_those_of_the_start_script() {
        for (String path : List.of("/api/simulations/options", "/api/simulations/options/")) {
            when().get(path)
                    .then()
                    .statusCode(200)
                    .contentType(ContentType.JSON)
                    .body("command", equalTo("train.py"))
                    .body("source", equalTo("argparse"))
                    .body("parameters.size()", equalTo(17))
                    .body("parameters[1].option", equalTo("--min-clients"))
                    .body("parameters.find { it.name == 'learning_rate' }.default", equalTo(0.1f))
                    .body("parameters.find { it.name == 'tags' }.multiple", equalTo(true))
                    .body("parameters.find { it.name == 'odd' }.choices[1]", equalTo("long"))
                    .body("parameters.find { it.name == 'ignore_term' }.kind", equalTo("flag"))
                    .body("$", not(Matchers.hasKey("reason")));
        }
    }

    @Test
    void the_log_is_text_or_events_after_any_event() {
        Started started = Started.with("{\"lines\":1000}");
        started.ended();
        String text = started.log("text/plain", 0);
        assertThat(text).contains("中文 output\n").contains("line 0 x").endsWith("done, no newline at the end\n");
        String[] events = started.log("application/x-ndjson", 0).split("\n");
        assertThat(events.length).isGreaterThan(1_000);
        assertThat(events[0]).contains("\"seq\":1,");
        assertThat(events[events.length - 1]).contains("simulation_complete");
        assertThat(started.log("application/x-ndjson", events.length - 3).split("\n"))
                .hasSize(3);
        assertThat(started.log("text/plain", events.length - 2)).isEqualTo("done, no newline at the end\n");
        assertThat(started.log("application/x-ndjson", events.length)).isEmpty();
        started.get("/api/simulations/{id}/log").contentType(startsWith("text/plain"));
        for (String after : List.of("-1", "x", "1.5")) {
            started.get("/api/simulations/{id}/log?after=" + after)
                    .statusCode(400)
                    .body("error", Matchers.containsString("'after'"));
        }
        when().get("/api/simulations/?limit=0").then().statusCode(400);
        when().get("/api/simulations/?details=yes")
                .then()
                .statusCode(400)
                .body("error", equalTo("'details' is true or false."));
    }

    @Test
    void every_caller_may_read_a_simulation_and_only_its_session_may_stop_it() {
        Started started = Started.with("{\"sleep\":600}");
        for (String path : List.of("/api/simulations/{id}/", "/api/simulations/{id}/log")) {
            when().get(path, started.id()).then().statusCode(200);
            new Started(started.id(), "forged.token").get(path).statusCode(200);
            when().get(path, "20000101-000000-00000000").then().statusCode(404);
            when().get(path, "..%2f..").then().statusCode(404);
        }
        given().accept("application/x-ndjson")
                .when()
                .get("/api/simulations/{id}/log?after=0", started.id())
                .then()
                .statusCode(200)
                .contentType(startsWith("application/x-ndjson"));
        for (String session : List.of("", "forged.token")) {
            new Started(started.id(), session)
                    .stop()
                    .statusCode(403)
                    .body("error", Matchers.containsString("X-Session"));
        }
        given().header("X-Session", started.session())
                .when()
                .post("/api/simulations/{id}/stop/", started.id())
                .then()
                .statusCode(202)
                .body("status", equalTo("stopping"));
        assertThat(started.ended().getString("state")).isEqualTo("stopped");
        started.stop().statusCode(200).body("status", equalTo("stopped"));
    }

    @Test
    void the_list_marks_the_simulations_of_the_session() {
        Started mine = Started.with("{}");
        mine.ended();
        Started anothers = Started.with("{}");
        anothers.ended();
        String ofMine = "simulations.find { it.id == '" + mine.id() + "' }.own";
        String ofAnothers = "simulations.find { it.id == '" + anothers.id() + "' }.own";
        given().header("X-Session", mine.session())
                .when()
                .get("/api/simulations/")
                .then()
                .statusCode(200)
                .body(ofMine, equalTo(true))
                .body(ofAnothers, equalTo(false));
        given().queryParam("session", anothers.session())
                .when()
                .get("/api/simulations")
                .then()
                .body(ofMine, equalTo(false))
                .body(ofAnothers, equalTo(true));
        when().get("/api/simulations/")
                .then()
                .body("simulations.own", not(hasItem(true)))
                .body("simulations.readable", not(hasItem(false)));
        given().header("X-Session", "forged.token")
                .when()
                .get("/api/simulations/")
                .then()
                .statusCode(200)
                .body("simulations.own", not(hasItem(true)));
    }

    @Test
    void a_waiting_simulation_has_a_place_and_one_too_many_is_refused() {
        Started first = Started.with("{\"sleep\":600}");
        Started second = Started.with("{}");
        assertThat(second.now().getString("state")).isEqualTo("queued");
        assertThat(second.now().getInt("place")).isEqualTo(1);
        start("{}")
                .statusCode(429)
                .header("Retry-After", Matchers.notNullValue())
                .body("error", Matchers.containsString("1 simulations run and 1 wait"));
        first.stop();
        assertThat(second.ended().getString("state")).isEqualTo("completed");
        assertThat(first.now().getString("state")).isEqualTo("stopped");
        assertThat(second.log("application/x-ndjson", 0))
                .contains("simulation_status")
                .contains("\"place\":1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "{\"rounds\":{}}", "{\"a b\":1}", "not json", "5"})
    void wrong_parameters_are_refused(String body) {
        start(body).statusCode(400).body("error", Matchers.notNullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "  "})
    void an_empty_body_is_refused_with_a_hint(String body) {
        start(body).statusCode(400).body("error", Matchers.containsString("{}"));
        given().when().post("/api/simulations/").then().statusCode(Matchers.oneOf(400, 415));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"roundz\":3}|Did you mean rounds?",
                "{\"min-client\":3}|letters, digits",
                "{\"minclient\":3}|Did you mean min_clients?",
                "{\"zzz\":3}|Available: ",
                "{\"round\":3}|Did you mean rounds?",
                "{\"rounds\":\"many\"}|a whole number",
                "{\"rounds\":true}|needs a value",
                "{\"fast\":3}|switch",
                "{\"odd\":\"lon\"}|Did you mean long?"
            })
    void a_parameter_that_the_script_does_not_take_is_refused_with_a_hint(String body, String hint) {
        start(body).statusCode(400).body("error", Matchers.containsString(hint));
    }

    @Test
    void a_model_that_was_overwritten_or_deleted_is_marked() throws IOException {
        Path file = SmallProject.FOLDER.resolve("weights/OverNet.pth");
        String write = "{\"write\":\"weights/OverNet.pth\"}";
        Started first = Started.with(write);
        first.ended();
        assertThat(first.now().getString("models[0].id")).isEqualTo("OverNet");
        assertThat(first.now().getMap("models[0]")).doesNotContainKeys("overwritten", "missing");
        Path record = SmallProject.FOLDER.resolve(".flsys/simulations/" + first.id() + "/simulation.json");
        Awaitility.await().atMost(RUN).until(() -> Files.readString(record).contains("sha256"));
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        assertThat(first.now().getMap("models[0]")).doesNotContainKeys("overwritten", "missing");
        Started second = Started.with(write);
        second.ended();
        assertThat(first.now().getBoolean("models[0].overwritten")).isTrue();
        assertThat(second.now().getMap("models[0]")).doesNotContainKeys("overwritten", "missing");
        Files.delete(file);
        assertThat(second.now().getBoolean("models[0].missing")).isTrue();
        assertThat(second.now().getMap("models[0]")).doesNotContainKey("overwritten");
    }

    @Test
    void rounds_are_events_and_stored() {
        Started started = Started.with("""
                {"say":["INFO :      Starting FedAvg strategy:", "INFO :  Number of rounds: 2",
                 "\\u001b[92mINFO \\u001b[0m:      [ROUND 1/2]", "aggregate_train: Received 2 results and 0 failures",
                 "    └──> Aggregated MetricRecord: {'train_loss': 0.5}",
                 "[ROUND 2/2]", "aggregate_train: Received 2 results and 1 failures",
                 "Global evaluation", "    └──> MetricRecord: {'loss': 0.25, 'accuracy': 0.75}"]}""");
        JsonPath ended = started.ended();
        assertThat(ended.getString("state")).isEqualTo("completed");
        assertThat(ended.getInt("total_rounds")).isEqualTo(2);
        assertThat(ended.getList("rounds.round")).containsExactly(1, 2);
        assertThat(ended.getFloat("rounds[1].accuracy")).isEqualTo(0.75f);
        String events = started.log("application/x-ndjson", 0);
        assertThat(events)
                .contains("\"total_rounds\":2,\"round\":1,\"loss\":0.5")
                .contains("\\u001B[92mINFO");
        List<String> lines = List.of(events.split("\n"));
        assertThat(lines.stream().filter(line -> line.contains("simulation_round")))
                .hasSize(2);
    }

    @Test
    void exit_0_with_failed_clients_in_every_round_is_a_failure_with_its_reason() {
        Started started = Started.with("""
                {"say":["[ROUND 1/2]", "aggregate_train: Received 0 results and 2 failures",
                 "[ROUND 2/2]", "aggregate_train: Received 0 results and 2 failures"]}""");
        JsonPath ended = started.ended();
        assertThat(ended.getString("state")).isEqualTo("failed");
        assertThat(ended.getInt("exit_code")).isZero();
        assertThat(ended.getString("detail")).isEqualTo("In each of its rounds (2) every client failed.");
        assertThat(started.lastEvent())
                .contains("simulation_error", "\"exit_code\":0", "every client failed")
                .contains("\"message\":\"模拟失败，退出码 0。\"");
    }

    @Test
    void exit_0_with_failed_clients_quotes_the_exception_of_a_client() {
        Started started = Started.with("""
                {"say":["[ROUND 1/1]", "(ClientAppActor pid=5) RuntimeError: broke on purpose",
                 "aggregate_train: Received 0 results and 2 failures"]}""");
        JsonPath ended = started.ended();
        assertThat(ended.getString("detail")).isEqualTo("RuntimeError: broke on purpose");
        assertThat(ended.getString("explanation.cause")).isEqualTo("In each of its rounds (1) every client failed.");
        assertThat(started.line(ended.getLong("log_seq")))
                .isEqualTo("(ClientAppActor pid=5) RuntimeError: broke on purpose");
    }

    @Test
    void a_failure_quotes_the_last_exception_and_its_line() {
        Started started = Started.with("{\"odd\":\"raise\"}");
        JsonPath ended = started.ended();
        assertThat(ended.getString("message")).isEqualTo("模拟失败，退出码 1。");
        assertThat(ended.getString("detail")).isEqualTo("ValueError: shapes differ");
        assertThat(started.line(ended.getLong("log_seq"))).isEqualTo("ValueError: shapes differ");
        JsonPath last = JsonPath.from(started.lastEvent());
        for (String member : List.of("message", "detail", "log_seq", "exit_code")) {
            assertThat(last.<Object>get("data." + member)).as(member).isEqualTo(ended.get(member));
        }
    }

    @Test
    void a_progress_bar_is_a_handful_of_events_and_one_line() {
        Started started = Started.with("{\"odd\":\"moving\"}");
        JsonPath ended = started.ended();
        List<String> bar = started.log("application/x-ndjson", 0)
                .lines()
                .filter(line -> BAR.matcher(line).find())
                .toList();
        Duration run =
                Duration.between(Instant.parse(ended.getString("started")), Instant.parse(ended.getString("ended")));
        assertThat(bar).hasSizeLessThanOrEqualTo((int) (run.toMillis() / 250) + 3);
        assertThat(bar.subList(1, bar.size()))
                .allSatisfy(event -> assertThat(event).contains("\"replaces\":true"));
        assertThat(bar.get(0)).doesNotContain("replaces");
        assertThat(bar.get(bar.size() - 1)).contains("\"20000 of 20000\"");
        assertThat(started.log("text/plain", 0)).contains("\n20000 of 20000\nafter the bar\n");
        assertThat(started.log("text/plain", 0).lines().filter(line -> line.contains("of 20000")))
                .hasSize(1);
    }

    @Test
    void a_simulation_without_a_model_fails_if_all_earlier_ones_wrote_one() throws IOException {
        // The check reads all earlier simulations. Those of other tests wrote no model, so they are moved away.
        Path runs = SmallProject.FOLDER.resolve(".flsys/simulations");
        Path aside = Files.createDirectories(SmallProject.FOLDER.resolve(".flsys/aside"));
        moveAll(runs, aside);
        try {
            for (int run = 1; run <= 2; run++) {
                String model = "PetNet_round_" + run;
                JsonPath wrote = Started.with("{\"write\":\"weights/" + model + ".pth\"}")
                        .ended();
                assertThat(wrote.getString("state")).isEqualTo("completed");
                assertThat(wrote.getList("models.id")).containsExactly(model);
                Files.delete(SmallProject.FOLDER.resolve("weights/" + model + ".pth"));
            }
            Started none = Started.with("{}");
            assertThat(none.ended().getString("state")).isEqualTo("failed");
            assertThat(none.lastEvent()).contains("simulation_error", "It wrote no model");
        } finally {
            moveAll(runs, Files.createDirectories(SmallProject.FOLDER.resolve(".flsys/judged")));
            moveAll(aside, runs);
        }
    }

    private static void moveAll(Path from, Path to) throws IOException {
        try (Stream<Path> runs = Files.list(from)) {
            for (Path run : runs.toList()) {
                Files.move(run, to.resolve(run.getFileName()));
            }
        }
    }

    @Test
    void signals_are_named() {
        Started started = Started.with("{\"die\":9}");
        JsonPath ended = started.ended();
        assertThat(ended.getString("state")).isEqualTo("failed");
        assertThat(ended.getInt("exit_code")).isEqualTo(137);
        assertThat(started.lastEvent()).contains("killed by SIGKILL");
    }

    @Test
    void silence_and_its_end_are_reported() {
        Started started = Started.with("{\"sleep\":3}");
        Awaitility.await().atMost(RUN).until(() -> "stalled"
                .equals(started.now().getString("detail")));
        assertThat(started.now().getString("state")).isEqualTo("running");
        assertThat(started.ended().getString("detail")).isNull();
        List<String> events = started.log("application/x-ndjson", 0)
                .lines()
                .filter(line -> line.contains("simulation_status") && line.contains("running"))
                .toList();
        assertThat(events).hasSize(2);
        assertThat(events.get(0)).contains("\"detail\":\"stalled\"");
        assertThat(events.get(1)).doesNotContain("stalled");
    }

    @Test
    void a_line_of_megabytes_is_stored_in_marked_pieces() {
        Started started = Started.with("{\"odd\":\"long\"}");
        started.ended();
        assertThat(started.log("text/plain", 0)).contains("\n" + "ab模".repeat(1_000_000) + "!\n");
        assertThat(started.log("application/x-ndjson", 0).lines().filter(line -> line.contains("\"continues\":true")))
                .hasSize(3_000_000 / (16 * 1024));
    }

    @Test
    void invalid_text_and_bars_and_closed_output_are_stored() {
        Started bytes = Started.with("{\"odd\":\"bytes\"}");
        bytes.ended();
        assertThat(bytes.log("text/plain", 0)).contains("in\uFFFDvalid\0 nul\n\uFFFD\n");
        Started bar = Started.with("{\"odd\":\"bar\"}");
        bar.ended();
        assertThat(bar.log("text/plain", 0)).contains("\n100 %\n").doesNotContain("0 %\n10 %", "\n50 %");
        Started closed = Started.with("{\"odd\":\"closed\"}");
        assertThat(closed.ended().getString("state")).isEqualTo("completed");
        assertThat(closed.log("text/plain", 0)).endsWith("closing\n");
    }
}
