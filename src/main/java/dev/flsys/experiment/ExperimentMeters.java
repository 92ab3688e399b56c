package dev.flsys.experiment;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** The number of experiments that have not ended, counted when the metrics are asked for. */
@Singleton
final class ExperimentMeters {

    private final Experiments experiments;
    private final MeterRegistry meters;

    ExperimentMeters(Experiments experiments, MeterRegistry meters) {
        this.experiments = experiments;
        this.meters = meters;
    }

    void start(@Observes StartupEvent event) {
        for (ExperimentState state : ExperimentState.values()) {
            if (!state.isEnded()) {
                Gauge.builder("flsys.experiments", experiments, all -> all.count(state))
                        .description("Experiments that have not ended")
                        .tag("state", state.wireName())
                        .register(meters);
            }
        }
    }
}
