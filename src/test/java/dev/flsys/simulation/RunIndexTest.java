package dev.flsys.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.access.SessionId;
import dev.flsys.flower.progress.Round;
import dev.flsys.project.FlowerProject;
import dev.flsys.simulation.list.RunLabels;
import dev.flsys.simulation.list.RunSummary;
import dev.flsys.simulation.list.Sparkline;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.record.Outcome;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationStore;
import dev.flsys.testsupport.ServiceJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunIndexTest {

    private static final SimulationId ID = new SimulationId("20261124-100000-00000001");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    private SimulationStore store = new SimulationStore(new FlowerProject(Path.of(".")), ServiceJson.MAPPER);
    private RunIndex index = new RunIndex(store);

    @BeforeEach
    void useTheFolder() {
        store = new SimulationStore(new FlowerProject(folder), ServiceJson.MAPPER);
        index = new RunIndex(store);
    }

    private void save(String parameters, Round... rounds) throws Exception {
        JsonNode data = ServiceJson.MAPPER.readTree(parameters);
        store.save(SimulationRecord.queued(ID, new SessionId("owner"), data, Instant.now(), "marker")
                .progressed(rounds.length, List.of(rounds))
                .ended(Outcome.stopped(null), Instant.now()));
    }

    private static Round round(int number, @Nullable Double loss, Map<String, Double> metrics) {
        return new Round(number, loss, null, 2, 0, null, metrics);
    }

    private RunSummary summary() {
        return index.find(ID).orElseThrow();
    }

    /** Makes the folder look as if it had not changed for an hour. */
    private void settle() throws Exception {
        Files.setLastModifiedTime(store.path(ID), FileTime.from(Instant.now().minusSeconds(3_600)));
    }

    @Test
    void a_summary_has_the_numbers_of_the_rounds_and_the_plain_parameters() throws Exception {
        save(
                "{\"lr\":0.1,\"tags\":[1,2],\"text\":\"" + "x".repeat(2_000) + "\",\"none\":null,\"amp\":false}",
                round(1, 0.9, Map.of("eval_f1", 0.2)),
                round(2, 0.5, Map.of("eval_f1", 0.4, "loss", 7.0)),
                new Round(3, null, null, 2, 0, null, 1.5, Map.of("eval_f1", 0.3)));
        assertThat(summary().parameters().keySet()).containsExactly("lr", "amp");
        assertThat(summary().metrics())
                .containsOnly(
                        Map.entry("loss", new RunSummary.Metric(0.5, 0.5, 0.9, 2)),
                        Map.entry("seconds", new RunSummary.Metric(1.5, 1.5, 1.5, 1)),
                        Map.entry("eval_f1", new RunSummary.Metric(0.3, 0.2, 0.4, 3)));
        assertThat(summary().state()).isEqualTo("stopped");
    }

    @Test
    void a_summary_has_few_points_of_its_first_metrics() throws Exception {
        Round[] rounds = new Round[500];
        for (int i = 0; i < rounds.length; i++) {
            Map<String, Double> many = new TreeMap<>();
            for (int metric = 0; metric < 30; metric++) {
                many.put("metric" + metric, i + metric + 0.5);
            }
            rounds[i] = round(i + 1, i == 123 ? null : i == 250 ? -7.0 : 1.0 / (i + 1), many);
        }
        save("{}", rounds);
        Map<String, Sparkline> sparklines = summary().sparklines();
        assertThat(sparklines).hasSize(Sparkline.METRICS).containsKey("loss");
        Sparkline loss = Objects.requireNonNull(sparklines.get("loss"));
        assertThat(loss.rounds())
                .hasSameSizeAs(loss.values())
                .isSorted()
                .startsWith(1)
                .endsWith(500);
        assertThat(loss.values()).hasSizeLessThanOrEqualTo(Sparkline.MAX).contains(-7f);
        assertThat(summary().withoutContent().sparklines()).isEmpty();
    }

    @Test
    void files_are_read_again_only_after_a_change() throws Exception {
        save("{\"lr\":1}");
        settle();
        assertThat(summary().parameters()).containsKey("lr");
        Path record = store.file(ID);
        FileTime before = Files.getLastModifiedTime(store.path(ID));
        Files.writeString(record, "damaged in place, which no service does");
        assertThat(Files.getLastModifiedTime(store.path(ID))).isEqualTo(before);
        assertThat(summary().parameters()).as("not read again").containsKey("lr");
        save("{\"other\":1}");
        assertThat(summary().parameters()).containsKey("other");
        store.saveLabels(ID, new RunLabels("name", null, null, true, false));
        assertThat(summary().labels().name()).isEqualTo("name");
    }

    @Test
    void a_folder_is_not_checked_again_at_once_unless_its_simulation_was_changed() throws Exception {
        index = new RunIndex(store, Duration.ofDays(1));
        save("{\"lr\":1}");
        settle();
        assertThat(summary().parameters()).containsKey("lr");
        save("{\"other\":1}");
        assertThat(summary().parameters()).as("not checked").containsKey("lr");
        index.forget(ID);
        assertThat(summary().parameters()).containsKey("other");
    }

    @Test
    void a_deleted_simulation_and_damaged_files_are_left_out() throws Exception {
        save("{}");
        settle();
        assertThat(index.find(ID)).isPresent();
        assertThat(store.delete(ID)).isPositive();
        assertThat(index.find(ID)).isEmpty();
        assertThat(store.ids()).isEmpty();
        assertThat(folder.resolve(".flsys/simulations")).isEmptyDirectory();
        Files.createDirectories(store.path(ID));
        assertThat(index.all(List.of(ID), Map.of())).isEmpty();
        save("{}");
        Files.writeString(store.path(ID).resolve("labels.json"), "{damaged");
        assertThat(summary().labels()).isEqualTo(RunLabels.NONE);
    }

    @Test
    void a_deletion_that_a_killed_service_began_is_finished_by_the_next() throws Exception {
        Path left = Files.createDirectories(folder.resolve(".flsys/simulations/.deleted-" + ID));
        Files.writeString(left.resolve("log.ndjson"), "x");
        assertThat(store.ids()).isEmpty();
        store.finishDeletions();
        assertThat(left).doesNotExist();
    }
}
