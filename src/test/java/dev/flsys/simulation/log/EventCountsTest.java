package dev.flsys.simulation.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.testsupport.ServiceJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventCountsTest {

    private static final SimulationId ID = SimulationId.next(Instant.EPOCH);

    @TempDir
    Path folder;

    private final EventCounts counts = new EventCounts();

    private SimulationLog.Appender appender() throws IOException {
        return SimulationLog.create(ID, folder.resolve("log.ndjson"))
                .appender(ServiceJson.MAPPER, Long.MAX_VALUE, counts);
    }

    private static LongFunction<SimulationEvent> line(String text) {
        return seq -> new SimulationEvent.Log(ID, seq, text, Instant.EPOCH, false, false);
    }

    private static LongFunction<SimulationEvent> failed(SimulationState state) {
        return seq -> new SimulationEvent.Failed(ID, seq, "It failed.", 1, state, null, null, null);
    }

    @Test
    void stored_lines_and_the_end_are_counted() throws IOException {
        try (SimulationLog.Appender log = appender()) {
            log.append(List.of(seq -> new SimulationEvent.Started(ID, seq, "python", SimulationState.RUNNING)));
            log.append(List.of(line("one"), line("two")));
            log.append(List.of(line("three")));
            log.end(failed(SimulationState.STOPPED));
            log.append(List.of(line("after the end")));
        }
        assertThat(counts.started()).isEqualTo(1);
        assertThat(counts.lines()).isEqualTo(3);
        assertThat(counts.rounds()).isZero();
        assertThat(counts.ended(SimulationState.STOPPED)).isEqualTo(1);
        assertThat(counts.ended(SimulationState.FAILED)).isZero();
    }

    @Test
    void an_end_that_cannot_be_stored_is_counted_once() throws IOException {
        try (SimulationLog.Appender log = appender()) {
            log.abandon(failed(SimulationState.FAILED));
        }
        assertThat(counts.ended(SimulationState.FAILED)).isEqualTo(1);
    }
}
