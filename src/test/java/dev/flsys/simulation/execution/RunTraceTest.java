package dev.flsys.simulation.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.process.Launch;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.telemetry.RecordedTraces;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunTraceTest {

    private static final Launch LAUNCH = Launch.of(List.of("python"), Path.of("."), Map.of("A", "1"));

    @Test
    void a_run_is_a_span_whose_rounds_are_events_and_whose_process_continues_it() {
        try (RecordedTraces traces = new RecordedTraces()) {
            RunTrace trace = new RunTrace();
            SimulationId id = SimulationId.next(Instant.EPOCH);
            trace.begin(id);
            Launch launch = trace.traced(LAUNCH);
            trace.round(1);
            trace.round(2);
            trace.end(SimulationState.FAILED);

            SpanData span = traces.spans().get(0);
            assertThat(span.getName()).isEqualTo("simulation");
            assertThat(span.getEvents()).extracting(EventData::getName).containsExactly("round", "round");
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(span.getAttributes().asMap().values()).contains(id.value(), "failed");
            assertThat(launch.environment())
                    .containsEntry("A", "1")
                    .containsEntry("TRACEPARENT", "00-" + span.getTraceId() + "-" + span.getSpanId() + "-01");
            assertThat(launch.marker()).isEqualTo(LAUNCH.marker());
        }
    }

    @Test
    void nothing_changes_while_traces_are_off() {
        RunTrace trace = new RunTrace();
        trace.begin(SimulationId.next(Instant.EPOCH));
        trace.round(1);
        trace.end(SimulationState.COMPLETED);
        assertThat(trace.traced(LAUNCH)).isSameAs(LAUNCH);
    }
}
