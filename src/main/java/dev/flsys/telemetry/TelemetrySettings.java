package dev.flsys.telemetry;

import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;

/**
 * The settings of traces, checked. The SDK reads the other variables of OpenTelemetry itself.
 *
 * @param endpoint the base address of an OTLP receiver; empty: traces are off
 */
@Singleton
record TelemetrySettings(Optional<URI> endpoint) implements CheckedSettings {

    @Inject
    TelemetrySettings(Settings settings) {
        this(settings.get("OTEL_EXPORTER_OTLP_ENDPOINT")
                .parsed(
                        TelemetrySettings::address,
                        "It is not an address of http or https.",
                        "for example http://localhost:4318"));
    }

    private static Optional<URI> address(String text) {
        try {
            URI address = URI.create(text);
            boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            return http && address.getHost() != null ? Optional.of(address) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
