package dev.flsys.simulation.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.flsys.access.SessionId;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.process.OutputLine;
import dev.flsys.project.FlowerProject;
import dev.flsys.simulation.log.NewestFile;
import dev.flsys.simulation.record.SimulationStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputRecorderTest {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .findAndAddModules()
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    @TempDir
    Path folder;

    private Simulation simulation(long maxLog) {
        SimulationStore store = new SimulationStore(new FlowerProject(folder), JSON, maxLog);
        var parameters = JSON.createObjectNode();
        return Simulation.create(new SessionId("me"), parameters, StartParameters.read(parameters), store);
    }

    private Path log(Simulation simulation) {
        return folder.resolve(".flsys/simulations/" + simulation.id().value() + "/log.ndjson");
    }

    private static void print(OutputRecorder recorder, String text) {
        recorder.lines(new OutputLine(text, false), () -> null, line -> {});
    }

    @Test
    void a_full_log_keeps_its_beginning_and_its_newest_lines_and_says_so() throws Exception {
        Simulation simulation = simulation(10_000);
        OutputRecorder recorder = new OutputRecorder(simulation, () -> Instant.EPOCH);
        String padding = "x".repeat(1_000);
        for (int i = 0; i < 5_000; i++) {
            print(recorder, "line " + i + " " + padding);
        }
        assertThat(Files.size(log(simulation))).isBetween(10_000L, 13_000L);
        recorder.finish();
        List<String> lines = Files.readAllLines(log(simulation));
        assertThat(lines.get(0)).contains("line 0 ");
        assertThat(lines)
                .filteredOn(line -> line.contains("SIMULATION_MAX_LOG"))
                .hasSize(2);
        assertThat(lines.get(lines.size() - 1)).contains("line 4999 ");
        assertThat(Files.size(log(simulation))).isLessThan(2_000_000);
        assertThat(recorder.cause()).isNotNull();
    }

    @Test
    void the_newest_lines_of_a_full_log_are_in_a_file_until_the_log_has_them() throws Exception {
        Simulation simulation = simulation(1_000);
        OutputRecorder recorder = new OutputRecorder(simulation, () -> Instant.EPOCH);
        for (int i = 0; i < 100; i++) {
            print(recorder, "line " + i);
        }
        Path file = log(simulation).resolveSibling("newest.json");
        Awaitility.await().until(() -> {
            recorder.storeMoving();
            return Files.exists(file);
        });
        byte[] saved = Files.readAllBytes(file);
        recorder.finish();
        assertThat(file).doesNotExist();

        // The service is killed before the end of the output.
        Simulation killed = simulation(1_000);
        print(new OutputRecorder(killed, () -> Instant.EPOCH), "begun");
        Path left = log(killed).resolveSibling("newest.json");
        Files.write(left, saved);
        new NewestFile(killed.log()).restore(killed.appender(), Instant.EPOCH);
        assertThat(left).doesNotExist();
        List<String> lines = Files.readAllLines(log(killed));
        assertThat(lines.get(0)).contains("begun");
        assertThat(lines.get(lines.size() - 1)).contains("line 99");
        Files.writeString(left, "{");
        new NewestFile(killed.log()).restore(killed.appender(), Instant.EPOCH);
        assertThat(Files.readAllLines(log(killed))).isEqualTo(lines);
    }

    @Test
    void output_is_held_back_while_the_disk_is_full_and_nothing_is_lost() throws Exception {
        Simulation simulation = simulation(Long.MAX_VALUE);
        AtomicInteger failures = new AtomicInteger();
        AtomicBoolean full = new AtomicBoolean(true);
        OutputRecorder recorder = recorder(simulation, Duration.ofMinutes(1), failures, full);
        CompletableFuture<Void> printed = CompletableFuture.runAsync(() -> print(recorder, "held back"));
        Awaitility.await().until(() -> failures.get() > 1);
        assertThat(printed).isNotDone();
        full.set(false);
        printed.get(20, TimeUnit.SECONDS);
        assertThat(Files.readAllLines(log(simulation))).singleElement().satisfies(line -> assertThat(line)
                .contains("held back"));
    }

    @Test
    void a_disk_that_stays_full_is_an_error_after_the_patience() {
        AtomicInteger failures = new AtomicInteger();
        OutputRecorder recorder =
                recorder(simulation(Long.MAX_VALUE), Duration.ZERO, failures, new AtomicBoolean(true));
        assertThatThrownBy(() -> print(recorder, "lost")).isInstanceOf(UncheckedIOException.class);
        assertThat(failures).hasValue(1);
    }

    @Test
    void a_simulation_that_is_to_stop_does_not_wait_for_a_full_disk() {
        Simulation simulation = simulation(Long.MAX_VALUE);
        simulation.stop(Duration.ZERO);
        AtomicInteger failures = new AtomicInteger();
        OutputRecorder recorder = recorder(simulation, Duration.ofMinutes(1), failures, new AtomicBoolean(true));
        assertThatThrownBy(() -> print(recorder, "lost")).isInstanceOf(UncheckedIOException.class);
        assertThat(failures).hasValue(1);
    }

    private static OutputRecorder recorder(
            Simulation simulation, Duration patience, AtomicInteger failures, AtomicBoolean full) {
        return new OutputRecorder(simulation, () -> Instant.EPOCH, patience, events -> {
            if (full.get()) {
                failures.incrementAndGet();
                throw new UncheckedIOException(new IOException("No space left on device"));
            }
            return simulation.appender().append(events);
        });
    }
}
