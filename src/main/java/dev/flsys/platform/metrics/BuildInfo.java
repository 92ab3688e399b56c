package dev.flsys.platform.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The metric {@code flsys_build_info}, which is always 1 and has the version as a label. */
@Singleton
final class BuildInfo {

    private final MeterRegistry meters;
    private final String version;

    BuildInfo(MeterRegistry meters, @ConfigProperty(name = "quarkus.application.version") String version) {
        this.meters = meters;
        this.version = version;
    }

    void start(@Observes StartupEvent event) {
        Gauge.builder("flsys.build.info", () -> 1)
                .description("The version of the service")
                .tag("version", version)
                .register(meters);
    }
}
