package dev.flsys.simulation;

import dev.flsys.simulation.log.EventCounts;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.simulation.record.SimulationStore;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** The metrics of simulations. They are read when the metrics are asked for. */
@Singleton
final class SimulationMeters {

    private final Simulations simulations;
    private final EventCounts counts;
    private final MeterRegistry meters;

    SimulationMeters(Simulations simulations, SimulationStore store, MeterRegistry meters) {
        this.simulations = simulations;
        this.counts = store.counts();
        this.meters = meters;
    }

    void start(@Observes StartupEvent event) {
        for (SimulationState state : SimulationState.values()) {
            if (state.isFinal()) {
                FunctionCounter.builder("flsys.simulations.ended", counts, all -> all.ended(state))
                        .description("Simulations that ended since the service started")
                        .tag("outcome", state.wireName())
                        .register(meters);
            } else {
                Gauge.builder("flsys.simulations", simulations, all -> number(all, state))
                        .description("Simulations that have not ended")
                        .tag("state", state.wireName())
                        .register(meters);
            }
        }
        FunctionCounter.builder("flsys.simulations.started", counts, EventCounts::started)
                .description("Simulations whose process was started")
                .register(meters);
        FunctionCounter.builder("flsys.simulation.rounds", counts, EventCounts::rounds)
                .description("Rounds of training that ended")
                .register(meters);
        FunctionCounter.builder("flsys.simulation.log.lines", counts, EventCounts::lines)
                .description("Lines of output that were stored")
                .register(meters);
    }

    private static double number(Simulations simulations, SimulationState state) {
        return simulations.active().values().stream()
                .filter(record -> record.state() == state)
                .count();
    }
}
