package dev.flsys.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.flower.observer.ObservedRun;
import dev.flsys.flower.observer.ObserverFiles;
import dev.flsys.flower.progress.Round;
import dev.flsys.simulation.WrittenLog;
import dev.flsys.testsupport.ServiceJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunPointsTest {

    private static final Instant START = Instant.ofEpochSecond(100);

    @TempDir
    private Path folder;

    private WrittenLog log;
    private ObservedRun observed;
    private boolean over;

    @BeforeEach
    void open() throws IOException {
        log = new WrittenLog(folder.resolve("log.ndjson"));
        observed = new ObservedRun(ObserverFiles.of(folder));
        Files.createDirectories(folder.resolve("observer"));
    }

    @AfterEach
    void close() throws IOException {
        log.close();
        observed.close();
    }

    private RunPoints points(Position from) throws IOException {
        return new RunPoints(log.log(), START, () -> over, this::readEvents, from, ServiceJson.MAPPER);
    }

    private ObservedRun readEvents() {
        try {
            observed.readAll();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return observed;
    }

    private void round(int number, double accuracy) {
        log.append(
                START.plusSeconds(number),
                new Round(number, null, accuracy, 2, null, null, 0.5, Map.of("train_loss", 1.0 / number)));
    }

    private void events(String... lines) throws IOException {
        Path file = ObserverFiles.of(folder).events();
        Files.writeString(file, String.join("\n", lines) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static List<Points> all(RunPoints points) throws IOException {
        List<Points> all = new ArrayList<>();
        for (Optional<Points> next = points.next(); next.isPresent(); next = points.next()) {
            all.add(next.get());
        }
        return all;
    }

    @Test
    void a_round_is_there_as_soon_as_it_has_ended_with_its_time() throws IOException {
        try (RunPoints points = points(Position.START)) {
            assertThat(all(points)).isEmpty();
            log.append(1_000);
            round(1, 0.5);

            assertThat(all(points))
                    .containsExactly(new Points(
                            1,
                            START.plusSeconds(1),
                            Map.of("train_loss", 1.0, "accuracy", 0.5, "round/seconds", 0.5, "round/results", 2.0)));
            assertThat(points.isOver()).isFalse();

            over = true;
            log.close();
            assertThat(all(points)).isEmpty();
            assertThat(points.isOver()).isTrue();
        }
    }

    @Test
    void a_reader_that_continues_gets_the_rest_and_nothing_twice() throws IOException {
        events(
                "{\"event\":\"training_started\",\"training\":1,\"api\":\"message\"}",
                "{\"event\":\"round_started\",\"training\":1,\"round\":1}",
                "{\"event\":\"client\",\"training\":1,\"round\":1,\"phase\":\"train\",\"node\":\"7\","
                        + "\"metrics\":{\"loss\":\"NaN\"}}",
                "{\"event\":\"aggregated\",\"training\":1,\"round\":1,\"phase\":\"train\",\"metrics\":{\"m\":\"Infinity\"}}",
                "{\"event\":\"round_ended\",\"training\":1,\"round\":1,\"seconds\":2}");
        round(1, 0.5);
        round(2, 0.75);
        List<Points> whole;
        try (RunPoints points = points(Position.START)) {
            whole = all(points);
        }
        assertThat(whole).hasSize(4);
        assertThat(whole.get(2).values())
                .isEqualTo(Map.of("cost/seconds", 2.0, "observed/m", Double.POSITIVE_INFINITY));
        assertThat(whole.get(3))
                .isEqualTo(new Points(1, START.plusSeconds(1), Map.of("client/7/train/loss", Double.NaN)));

        for (int taken = 0; taken <= whole.size(); taken++) {
            Position position;
            try (RunPoints first = points(Position.START)) {
                for (int i = 0; i < taken; i++) {
                    first.next();
                }
                position = first.position();
            }
            try (RunPoints rest = points(position)) {
                assertThat(all(rest)).as("after %s", taken).isEqualTo(whole.subList(taken, whole.size()));
            }
        }
    }

    @Test
    void rounds_of_a_second_training_have_names_of_their_own() throws IOException {
        round(1, 0.5);
        round(2, 0.6);
        round(1, 0.7);

        try (RunPoints points = points(Position.START)) {
            List<Points> all = all(points);
            assertThat(all.get(1).values()).containsEntry("accuracy", 0.6);
            assertThat(all.get(2).step()).isOne();
            assertThat(all.get(2).values())
                    .containsEntry("training_2/accuracy", 0.7)
                    .doesNotContainKey("accuracy");
        }
    }

    @Test
    void the_number_of_clients_with_series_is_bounded() throws IOException {
        events("{\"event\":\"training_started\",\"training\":1,\"api\":\"message\"}");
        for (int client = 0; client < 80; client++) {
            events("{\"event\":\"client\",\"training\":1,\"round\":1,\"phase\":\"train\",\"node\":\"n" + client
                    + "\",\"metrics\":{\"loss\":1}}");
        }
        events("{\"event\":\"training_ended\",\"training\":1}");

        try (RunPoints points = points(Position.START)) {
            assertThat(all(points).stream()
                            .flatMap(each -> each.values().keySet().stream())
                            .filter(tag -> tag.startsWith("client/")))
                    .hasSize(ClientTags.MAX_CLIENTS);
        }
    }
}
