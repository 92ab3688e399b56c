package dev.flsys.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.access.SessionId;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.process.ExitStatus;
import dev.flsys.project.FlowerProject;
import dev.flsys.simulation.execution.AbandonedSimulations;
import dev.flsys.simulation.execution.Simulation;
import dev.flsys.simulation.failure.Explanation;
import dev.flsys.simulation.failure.Reason;
import dev.flsys.simulation.log.SimulationEvent;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationLog;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.simulation.record.LoggedEnd;
import dev.flsys.simulation.record.Outcome;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationStore;
import dev.flsys.testsupport.ServiceJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LoggedEndTest {

    private static final ObjectMapper JSON = ServiceJson.MAPPER;

    @TempDir
    Path folder;

    private SimulationStore store() {
        return new SimulationStore(new FlowerProject(folder), JSON);
    }

    private static Stream<Outcome> ends() {
        return Stream.of(
                Outcome.completed(new ExitStatus(0), List.of()),
                Outcome.failed(
                        new ExitStatus(3),
                        new Reason(
                                "ValueError: no",
                                new Explanation("key", "Why.", "a.py:1, in f", "Look there.", List.of("a", "b")),
                                7L)),
                Outcome.unstorable(new UncheckedIOException(new IOException("No space left on device"))),
                Outcome.stopped(null),
                Outcome.stopped(new ExitStatus(143)),
                Outcome.interrupted());
    }

    @ParameterizedTest
    @MethodSource("ends")
    void the_record_of_a_killed_service_takes_the_end_that_its_log_has(Outcome end) {
        SimulationStore store = store();
        SimulationId id = begin(store, end);
        new AbandonedSimulations(store, Clock.systemUTC()).takeOver(own -> false, followed -> {});
        SimulationRecord record = store.find(id).orElseThrow();
        assertThat(record.state()).isEqualTo(end.state());
        assertThat(record.report()).isEqualTo(end.report());
    }

    @Test
    void a_simulation_that_this_service_runs_is_not_taken_over() {
        SimulationStore store = store();
        SimulationId id = begin(store, Outcome.interrupted());
        new AbandonedSimulations(store, Clock.systemUTC()).takeOver(id::equals, followed -> {});
        assertThat(store.find(id).orElseThrow().state()).isEqualTo(SimulationState.QUEUED);
    }

    @Test
    void a_log_without_a_last_event_has_no_end() {
        Simulation simulation = simulation(store());
        assertThat(LoggedEnd.of(simulation.log())).isEmpty();
        simulation
                .appender()
                .append(List.of(
                        seq -> new SimulationEvent.Log(simulation.id(), seq, "a line", Instant.EPOCH, false, false)));
        assertThat(LoggedEnd.of(simulation.log())).isEmpty();
    }

    private static Simulation simulation(SimulationStore store) {
        var parameters = JSON.createObjectNode();
        return Simulation.create(new SessionId("me"), parameters, StartParameters.read(parameters), store);
    }

    /** A simulation whose last event is stored and whose last record is not. */
    private static SimulationId begin(SimulationStore store, Outcome end) {
        Simulation simulation = simulation(store);
        try (SimulationLog.Appender log = simulation.appender()) {
            log.end(seq -> end.event(simulation.id(), seq));
        }
        return simulation.id();
    }
}
