package dev.flsys.simulation.execution;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.access.SessionId;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.progress.FlowerProgress;
import dev.flsys.project.FlowerProject;
import dev.flsys.simulation.log.SimulationEvent;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.simulation.record.LoggedEnd;
import dev.flsys.simulation.record.Outcome;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationStore;
import dev.flsys.testsupport.ServiceJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbandonedSimulationsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    private static List<String> lines(int rounds) {
        List<String> lines = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            lines.add("[ROUND " + round + "]");
            lines.add("fit progress: (" + round + ", 0.5, {'accuracy': 0.8}, 1.0)");
        }
        lines.add("[ROUND " + (rounds + 1) + "]");
        return lines;
    }

    /** The number of rounds in the record after the take-over of a run. */
    private int rounds(int recorded, int logged) {
        SimulationStore store = new SimulationStore(new FlowerProject(folder), ServiceJson.MAPPER, Long.MAX_VALUE);
        Simulation simulation = simulation(store);
        List<LongFunction<SimulationEvent>> events = new ArrayList<>();
        events.add(seq -> new SimulationEvent.Started(simulation.id(), seq, "train.py", SimulationState.RUNNING));
        for (String line : lines(logged)) {
            events.add(seq -> new SimulationEvent.Log(simulation.id(), seq, line, Instant.EPOCH, false, false));
        }
        simulation.appender().append(events);
        simulation.appender().close();
        FlowerProgress progress = new FlowerProgress();
        lines(recorded).forEach(progress::readLine);
        store.save(simulation.change(record -> record.progressed(null, progress.rounds())));
        new AbandonedSimulations(store, Clock.systemUTC()).takeOver(own -> false, run -> {});
        SimulationRecord after = store.find(simulation.id()).orElseThrow();
        assertThat(after.state()).isEqualTo(SimulationState.INTERRUPTED);
        assertThat(requireNonNull(after.report().explanation()).kind()).isEqualTo("service-killed");
        var rounds = after.training().rounds();
        return rounds == null ? 0 : rounds.size();
    }

    @Test
    void the_record_has_the_rounds_of_the_log_or_its_own_if_a_full_log_lacks_lines() {
        assertThat(rounds(1, 3)).isEqualTo(3);
        assertThat(rounds(3, 1)).isEqualTo(3);
    }

    private static Simulation simulation(SimulationStore store) {
        var parameters = ServiceJson.MAPPER.createObjectNode();
        return Simulation.create(new SessionId("me"), parameters, StartParameters.read(parameters), store);
    }

    @Test
    void a_run_that_ends_while_those_left_behind_are_looked_for_keeps_its_end() {
        SimulationStore store = new SimulationStore(new FlowerProject(folder), ServiceJson.MAPPER);
        Simulation simulation = simulation(store);
        Outcome end = Outcome.stopped(null);
        new AbandonedSimulations(store, Clock.systemUTC())
                .takeOver(
                        id -> {
                            store.saveLast(simulation.change(record -> record.ended(end, Instant.EPOCH)));
                            return false;
                        },
                        run -> {});
        simulation.appender().close();
        SimulationRecord after = store.find(simulation.id()).orElseThrow();
        assertThat(after.state()).isEqualTo(SimulationState.STOPPED);
    }

    @Test
    void a_run_that_is_stopped_while_its_project_is_moved_away_is_stored_as_stopped_later() throws Exception {
        Path root = Files.createDirectory(folder.resolve("project"));
        SimulationStore store = new SimulationStore(new FlowerProject(root), ServiceJson.MAPPER);
        Simulation simulation = simulation(store);
        Path aside = Files.move(root, folder.resolve("aside"));
        new SimulationRecorder(simulation, store, Clock.systemUTC()).end(Outcome.stopped(null));
        simulation.appender().close();
        Files.move(aside, root);
        store.saveUnsaved();
        SimulationRecord stored =
                ServiceJson.MAPPER.readValue(store.file(simulation.id()).toFile(), SimulationRecord.class);
        assertThat(stored.state()).isEqualTo(SimulationState.STOPPED);
        assertThat(LoggedEnd.of(store.storedLog(simulation.id())).orElseThrow().state())
                .isEqualTo(SimulationState.STOPPED);
    }
}
