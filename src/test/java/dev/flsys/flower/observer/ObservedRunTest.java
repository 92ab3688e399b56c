package dev.flsys.flower.observer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ObservedRunTest {

    private static final int ALL = 10_000;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void file() throws IOException {
        file = ObserverFiles.of(folder).events();
        Files.createDirectories(folder.resolve("observer"));
        Files.createFile(file);
    }

    private void write(String... lines) throws IOException {
        Files.writeString(file, String.join("\n", lines) + "\n", StandardOpenOption.APPEND);
    }

    private ObservedRun run() {
        return new ObservedRun(ObserverFiles.of(folder));
    }

    private ObservedRun read() throws IOException {
        ObservedRun run = run();
        run.readAll();
        return run;
    }

    private static String client(int round, String phase, String rest) {
        return "{\"event\":\"client\",\"time\":1,\"training\":1,\"round\":" + round + ",\"phase\":\"" + phase + "\","
                + rest + "}";
    }

    private static String event(String name, String rest) {
        return "{\"event\":\"" + name + "\",\"time\":1," + rest + "}";
    }

    private static final String STARTED =
            event("training_started", "\"training\":1,\"api\":\"message\",\"strategy\":\"FedAvg\"");

    @Test
    void the_rows_of_the_server_and_of_the_processes_of_clients_are_joined() throws IOException {
        write(
                STARTED,
                event("round_started", "\"training\":1,\"round\":1,\"of\":3"),
                event("sent", "\"training\":1,\"round\":1,\"phase\":\"train\",\"clients\":3,\"bytes\":300"),
                event(
                        "client_ran",
                        "\"message\":\"a\",\"round\":1,\"phase\":\"train\",\"node\":\"7\",\"partition\":0,"
                                + "\"seconds\":2.5,\"cpu_seconds\":4.0,\"peak_memory_bytes\":900"),
                event(
                        "client_ran",
                        "\"message\":\"legacy\",\"round\":1,\"phase\":\"train\",\"node\":\"8\",\"partition\":1,"
                                + "\"seconds\":1.5,\"cpu_seconds\":1.0,\"peak_memory_bytes\":800"),
                client(
                        1,
                        "train",
                        "\"node\":\"7\",\"message\":\"a\",\"examples\":10,\"metrics\":{\"loss\":0.5,\"bad\":\"NaN\"},"
                                + "\"bytes_down\":100,\"bytes_up\":90,\"update_norm\":1.5,\"cosine\":0.9"),
                client(1, "train", "\"node\":\"8\",\"examples\":20,\"metrics\":{\"loss\":0.25},\"bytes_up\":90"),
                // This one measures itself after the server has its row.
                client(1, "train", "\"node\":\"9\",\"message\":\"c\",\"examples\":30,\"bytes_up\":90"),
                event(
                        "client_ran",
                        "\"message\":\"c\",\"round\":1,\"phase\":\"train.mine\",\"node\":\"9\",\"partition\":2,"
                                + "\"seconds\":0.5,\"cpu_seconds\":0.5"),
                event("aggregated", "\"training\":1,\"round\":1,\"phase\":\"train\",\"metrics\":{\"loss\":0.3}"),
                event("evaluated", "\"training\":1,\"round\":1,\"metrics\":{\"accuracy\":0.7}"),
                event("round_ended", "\"training\":1,\"round\":1,\"seconds\":3.5"));

        ObservedRun run = read();

        ClientAnswers.All all = run.clients(null, null, ALL);
        assertThat(all.observed()).isTrue();
        assertThat(all.note()).isNull();
        assertThat(all.truncated()).isFalse();
        assertThat(all.rounds()).hasSize(1);
        List<ClientAnswers.Client> rows = all.rounds().get(0).clients();
        assertThat(rows.get(0))
                .isEqualTo(new ClientAnswers.Client(
                        "7",
                        0,
                        10L,
                        Map.of("loss", 0.5, "bad", Double.NaN),
                        2.5,
                        4.0,
                        900L,
                        100L,
                        90L,
                        1.5,
                        0.9,
                        false,
                        null,
                        List.of()));
        assertThat(rows).extracting(ClientAnswers.Client::seconds).containsExactly(2.5, 1.5, 0.5);
        assertThat(rows).extracting(ClientAnswers.Client::partition).containsExactly(0, 1, 2);
        assertThat(all.nodes()).extracting(ClientAnswers.Node::rounds).containsExactly(1, 1, 1);
        assertThat(all.nodes().get(0).meanSeconds()).isEqualTo(2.5);
        assertThat(run.observed()).isEqualTo(new ObservationSummary("message", "FedAvg", null, 12, null));
        assertThat(run.costs(Steering.NONE))
                .isEqualTo(new RoundCosts.All(
                        List.of(new RoundCosts.OfRound(
                                1, 1, 3.5, 300L, 270L, 5.5, 900L, null, Map.of("loss", 0.3, "accuracy", 0.7))),
                        null));
    }

    @Test
    void a_failed_client_of_the_legacy_server_gets_the_node_that_its_process_wrote() throws IOException {
        write(
                STARTED,
                event(
                        "client_ran",
                        "\"message\":\"x\",\"round\":1,\"phase\":\"train\",\"node\":\"5\",\"partition\":3,"
                                + "\"seconds\":1.0,\"cpu_seconds\":1.0,\"error\":\"ValueError: no data\""),
                client(1, "train", "\"error\":\"ClientException: failed\""),
                event("round_ended", "\"training\":1,\"round\":1,\"seconds\":3.5"));

        ClientAnswers.All all = read().clients(null, null, ALL);

        ClientAnswers.Client failed = all.rounds().get(0).clients().get(0);
        assertThat(failed.node()).isEqualTo("5");
        assertThat(failed.error()).isEqualTo("ValueError: no data");
        assertThat(failed.flags()).containsExactly("failing");
        assertThat(all.nodes().get(0).failures()).isEqualTo(1);
        assertThat(all.nodes().get(0).flags()).containsExactly("failing");
    }

    @Test
    void the_events_are_followed_while_they_are_written_in_pieces() throws IOException {
        try (ObservedRun run = run()) {
            assertThat(run.read(100)).isTrue();
            String line = client(1, "train", "\"node\":\"7\"") + "\n";
            Files.writeString(file, STARTED + "\n" + line.substring(0, 40), StandardOpenOption.APPEND);
            assertThat(run.read(1_000)).isTrue();
            assertThat(run.hasTraining()).isTrue();
            assertThat(run.clients(null, null, ALL).rounds()).isEmpty();

            Files.writeString(file, line.substring(40), StandardOpenOption.APPEND);
            run.read(1_000);
            assertThat(run.clients(null, null, ALL).rounds()).hasSize(1);
            assertThat(run.completed()).isZero();

            write(event("aggregated", "\"training\":1,\"round\":1,\"phase\":\"train\""));
            run.readAll();
            assertThat(run.completed()).isEqualTo(1);
            assertThat(run.completedAfter(0, 8, 10)).hasSize(1);
            assertThat(run.completedAfter(1, 8, 10)).isEmpty();

            // The file was freed; the reader continues at its place.
            write(client(2, "train", "\"node\":\"7\""));
            run.readAll();
            assertThat(run.clients(null, null, ALL).rounds()).hasSize(2);
            assertThat(run.clients(2, null, ALL).rounds()).hasSize(1);
            assertThat(run.clients(null, "8", ALL).rounds()).isEmpty();
            assertThat(run.clients(null, null, 1).rounds())
                    .extracting(ClientAnswers.Group::round)
                    .containsExactly(2);
            assertThat(run.clients(null, null, 1).truncated()).isTrue();
        }
    }

    @Test
    void whatever_is_in_the_file_does_no_harm() throws IOException {
        write(
                "",
                "no json",
                "[1,2]",
                "{\"event\":7}",
                "{\"event\":\"client\",\"metrics\":[1],\"round\":-4,\"training\":1e300,\"phase\":{},\"node\":[]}",
                "{\"event\":\"client\",\"metrics\":{\"a\":{}},\"examples\":\"many\",\"bytes_up\":1e400}",
                "{\"event\":\"" + "x".repeat(EventLines.MAX_LENGTH) + "\"}",
                "{\"event\":\"stopped\",\"rule\":\"<b>\",\"round\":1}",
                "{\"a\":".repeat(3_000),
                STARTED,
                client(1, "train", "\"node\":\"" + "9".repeat(5_000) + "\\n\",\"examples\":-5,\"error\":\"a\\r\\nb\""),
                "{\"event\":\"failed\",\"part\":\"Clients\",\"error\":\"KeyError: 'x'\"}");
        Files.write(file, new byte[] {(byte) 0xff, 0, '\n'}, StandardOpenOption.APPEND);

        ObservedRun run = read();

        assertThat(run.hasTraining()).isTrue();
        assertThat(run.stopped()).isEmpty();
        assertThat(run.observed().note()).isEqualTo("A part of the observer failed: Clients: KeyError: 'x'");
        ClientAnswers.Client last =
                run.clients(1, null, ALL).rounds().get(0).clients().get(0);
        assertThat(last.node()).hasSize(101);
        assertThat(last.error()).isEqualTo("a  b");
        assertThat(last.examples()).isNull();
    }

    @Test
    void the_rows_are_bounded_and_the_newest_remain() throws IOException {
        StringBuilder lines = new StringBuilder(STARTED).append('\n');
        for (int round = 1; round <= 30; round++) {
            for (int node = 0; node < 10; node++) {
                lines.append(client(round, "train", "\"node\":\"" + node + "\""))
                        .append('\n');
            }
        }
        write(lines.toString());
        ObservedRun run = new ObservedRun(ObserverFiles.of(folder), 100);
        run.readAll();

        ClientAnswers.All all = run.clients(null, null, ALL);

        assertThat(all.truncated()).isTrue();
        assertThat(all.rounds()).extracting(ClientAnswers.Group::round).endsWith(28, 29, 30);
        assertThat(all.rounds()).hasSize(10);
        assertThat(all.nodes()).hasSize(10).allMatch(node -> node.rounds() >= 29);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_link_or_a_pipe_in_place_of_the_file_is_not_read() throws Exception {
        Path secret = folder.resolve("secret");
        Files.writeString(secret, STARTED + "\n");
        Files.delete(file);
        Files.createSymbolicLink(file, secret);
        assertThat(read().hasTraining()).isFalse();

        Files.delete(file);
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
        assertThat(read().hasTraining()).isFalse();
    }

    @Test
    void an_unknown_version_of_Flower_is_noted() throws IOException {
        write(event("flower", "\"version\":\"1.99.0\",\"known\":false"));

        ObservedRun run = read();

        assertThat(run.isUnknownFlower()).isTrue();
        assertThat(run.observed().flower()).isEqualTo("1.99.0");
        assertThat(run.observed().note()).isEqualTo("Flower 1.99.0 is not a version that FLSys observes.");
    }

    @Test
    void the_rule_that_ended_the_training_is_known() throws IOException {
        write(
                STARTED,
                event("stopped", "\"training\":1,\"round\":2,\"rule\":\"target\",\"detail\":\"accuracy 0.91\""),
                event("stopped", "\"training\":1,\"round\":2,\"rule\":\"time\""));

        StoppedBy by = read().stopped().orElseThrow();

        assertThat(by).isEqualTo(new StoppedBy("target", "accuracy 0.91", 2));
        assertThat(by.sentence())
                .isEqualTo("It ended after round 2, because a metric reached its target: accuracy 0.91.");
        assertThat(new StoppedBy("time", "600 s are over.", 3).sentence())
                .isEqualTo("It ended after round 3, because the budget of time is used up: 600 s are over.");
        assertThat(new StoppedBy("requested", "A stop was requested.", 1).sentence())
                .isEqualTo("It ended after round 1, as requested.");
    }

    @Test
    void the_table_of_values_is_safe_for_spreadsheets() throws IOException {
        write(
                STARTED,
                client(1, "train", "\"node\":\"7\",\"examples\":3,\"metrics\":{\"=x\":1.5},\"error\":\"=1+1\""),
                client(1, "evaluate", "\"node\":\"8\",\"metrics\":{\"loss\":\"NaN\"},\"sampled\":true"));

        StringBuilder text = new StringBuilder();
        for (byte[] piece : read().csv(field -> '[' + field + ']')) {
            text.append(new String(piece, StandardCharsets.UTF_8));
        }

        assertThat(text.toString().split("\r\n"))
                .containsExactly(
                        "training,round,phase,node,partition,examples,seconds,cpu_seconds,peak_memory_bytes,bytes_down,"
                                + "bytes_up,update_norm,cosine,sampled,error,flags,[metric_=x],[metric_loss]",
                        "1,1,train,[7],,3,,,,,,,,false,[=1+1],[],1.5,",
                        "1,1,evaluate,[8],,,,,,,,,,true,,[],,NaN");
    }

    @Test
    void the_forecast_is_on_the_line_through_the_last_rounds() throws IOException {
        write(STARTED);
        for (int round = 1; round <= 4; round++) {
            write(event("epsilon", "\"training\":1,\"round\":" + round + ",\"epsilon\":" + (1 + 0.5 * round)));
        }
        ObservedRun run = read();

        assertThat(forecast(run, 8.0)).isEqualTo(new RoundCosts.Forecast(8.0, 14));
        assertThat(forecast(run, 8.1)).isEqualTo(new RoundCosts.Forecast(8.1, 15));
        assertThat(forecast(run, 2.0)).isEqualTo(new RoundCosts.Forecast(2.0, 2));
        assertThat(run.costs(Steering.NONE).epsilonForecast()).isNull();
        assertThat(RoundCosts.Forecast.of(8, List.of(Map.entry(1, 2.0)))).isEqualTo(new RoundCosts.Forecast(8, null));
        assertThat(RoundCosts.Forecast.of(8, List.of(Map.entry(1, 2.0), Map.entry(2, 2.0))))
                .isEqualTo(new RoundCosts.Forecast(8, null));
    }

    private static RoundCosts.@Nullable Forecast forecast(ObservedRun run, double budget) {
        StopRule rule = new StopRule(null, null, null, null, null, null, null, budget);
        return run.costs(new Steering(false, List.of(rule))).epsilonForecast();
    }

    @Test
    void a_run_of_100_rounds_with_1000_clients_is_read_in_a_few_seconds() throws IOException {
        StringBuilder lines = new StringBuilder(STARTED).append('\n');
        for (int round = 1; round <= 100; round++) {
            for (int node = 0; node < 1_000; node++) {
                lines.append(event(
                                "client_ran",
                                "\"message\":\"" + round + "-" + node + "\",\"round\":" + round
                                        + ",\"phase\":\"train\",\"node\":\"1234567890" + node + "\",\"partition\":"
                                        + node + ",\"seconds\":1.5,\"cpu_seconds\":1.25"))
                        .append('\n');
            }
            for (int node = 0; node < 1_000; node++) {
                lines.append(client(
                                round,
                                "train",
                                "\"node\":\"1234567890" + node + "\",\"message\":\"" + round + "-" + node
                                        + "\",\"examples\":100,\"metrics\":{\"loss\":0.5,\"accuracy\":0.25},"
                                        + "\"bytes_down\":1000,\"bytes_up\":1000,\"update_norm\":1.5,\"cosine\":0.9"))
                        .append('\n');
            }
        }
        lines.append(event("training_ended", "\"training\":1"));
        write(lines.toString());
        long begin = System.nanoTime();

        ObservedRun run = read();
        ClientAnswers.All all = run.clients(null, null, ALL);

        assertThat(System.nanoTime() - begin).isLessThan(20_000_000_000L);
        assertThat(all.nodes()).hasSize(1_000).allMatch(node -> node.rounds() == 100);
        assertThat(all.nodes().get(3).meanSeconds()).isEqualTo(1.5);
        assertThat(IntStream.range(0, 10).mapToObj(all.rounds()::get))
                .extracting(ClientAnswers.Group::round)
                .containsExactly(91, 92, 93, 94, 95, 96, 97, 98, 99, 100);
    }

    @Test
    void a_training_with_a_loop_of_the_app_has_to_be_ended_by_the_service() throws IOException {
        write(
                event(
                        "training_started",
                        "\"training\":1,\"api\":\"legacy\",\"flower\":\"1.42.0\",\"steerable\":false"),
                event(
                        "stopped",
                        "\"training\":1,\"round\":2,\"rule\":\"target\",\"detail\":\"It is good.\",\"steerable\":false"));

        ObservedRun run = read();

        assertThat(run.hasToBeEnded()).isTrue();
        assertThat(run.stopped()).contains(new StoppedBy("target", "It is good.", 2));
        assertThat(run.observed().flower()).isEqualTo("1.42.0");
    }

    @Test
    void a_training_with_the_loop_of_flower_ends_itself() throws IOException {
        write(STARTED, event("stopped", "\"training\":1,\"round\":2,\"rule\":\"requested\""));

        assertThat(read().hasToBeEnded()).isFalse();
    }
}
