package dev.flsys.telemetry;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Turns traces on if an endpoint is set. The SDK is configured by its standard variables, so sampling, headers and
 * resource attributes work as elsewhere.
 */
@Singleton
final class Telemetry {

    private static final Logger LOG = Logger.getLogger(Telemetry.class);
    /** The last spans are dropped if the receiver takes longer at the end of the service. */
    private static final long LAST_SECONDS = 2;

    /** The priority: after the check of all settings, and before the load of the first model. */
    private static final int EARLY = 2;

    private final TelemetrySettings settings;
    private final String version;
    /** An {@link OpenTelemetrySdk}. Another type here would load the SDK while traces are off. */
    private @Nullable AutoCloseable sdk;

    Telemetry(TelemetrySettings settings, @ConfigProperty(name = "quarkus.application.version") String version) {
        this.settings = settings;
        this.version = version;
    }

    void start(@Observes @Priority(EARLY) StartupEvent event) {
        settings.endpoint().ifPresent(this::turnOn);
    }

    private void turnOn(URI endpoint) {
        OpenTelemetrySdk made = AutoConfiguredOpenTelemetrySdk.builder()
                .setServiceClassLoader(Telemetry.class.getClassLoader())
                .disableShutdownHook()
                .addPropertiesSupplier(() -> Map.of(
                        "otel.exporter.otlp.endpoint", endpoint.toString(),
                        "otel.exporter.otlp.protocol", "http/protobuf",
                        "otel.metrics.exporter", "none",
                        "otel.logs.exporter", "none",
                        "otel.service.name", "flsys",
                        "otel.resource.attributes", "service.version=" + version))
                .build()
                .getOpenTelemetrySdk();
        sdk = () -> {
            var unused = made.getSdkTracerProvider().shutdown().join(LAST_SECONDS, TimeUnit.SECONDS);
        };
        Traces.use(made.getTracer("dev.flsys", version));
        // not the address: it may contain a password
        LOG.infof("Traces are sent to %s", endpoint.getHost());
    }

    void stop(@Observes ShutdownEvent event) throws Exception {
        Traces.use(null);
        if (sdk != null) {
            sdk.close();
        }
    }
}
