package dev.flsys.simulation.execution;

import dev.flsys.process.Launch;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.telemetry.Traces;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The trace of a run: one span from its start to its end, with an event for each round, below the request that started
 * it. Does nothing while traces are off. Thread-safe.
 */
public final class RunTrace {

    private static final AttributeKey<String> ID = AttributeKey.stringKey("flsys.simulation.id");
    private static final AttributeKey<String> STATE = AttributeKey.stringKey("flsys.simulation.state");
    private static final AttributeKey<Long> ROUND = AttributeKey.longKey("flsys.simulation.round");

    private final @Nullable Context parent = Traces.current();
    private volatile @Nullable Span span;

    public void begin(SimulationId id) {
        span = Traces.begin("simulation", parent, Attributes.of(ID, id.value()));
    }

    /** @param ended the number of rounds that have ended */
    void round(int ended) {
        Span present = span;
        if (present != null) {
            present.addEvent("round", Attributes.of(ROUND, (long) ended));
        }
    }

    /** The launch of its process, whose variables continue the trace. */
    Launch traced(Launch launch) {
        Map<String, String> further = Traces.environment(span);
        if (further.isEmpty()) {
            return launch;
        }
        Map<String, String> environment = new HashMap<>(launch.environment());
        environment.putAll(further);
        return new Launch(launch.command(), launch.directory(), environment, launch.marker());
    }

    public void end(SimulationState state) {
        Span present = span;
        if (present != null) {
            present.setAttribute(STATE, state.wireName());
            if (state == SimulationState.FAILED) {
                present.setStatus(StatusCode.ERROR);
            }
            present.end();
        }
    }
}
