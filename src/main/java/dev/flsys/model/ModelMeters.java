package dev.flsys.model;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.function.ToDoubleFunction;

/** The numbers of models by state. They are counted when the metrics are asked for, without reading a file. */
@Singleton
final class ModelMeters {

    private final Models models;
    private final MeterRegistry meters;

    ModelMeters(Models models, MeterRegistry meters) {
        this.models = models;
        this.meters = meters;
    }

    void start(@Observes StartupEvent event) {
        gauge("loaded", Models::inMemory);
        gauge("loading", Models::loading);
        gauge("unavailable", Models::failed);
        gauge("found", Models::found);
    }

    private void gauge(String state, ToDoubleFunction<Models> number) {
        Gauge.builder("flsys.models", models, number)
                .description("Picture models by state; found: all of the latest scan of the project")
                .tag("state", state)
                .register(meters);
    }
}
