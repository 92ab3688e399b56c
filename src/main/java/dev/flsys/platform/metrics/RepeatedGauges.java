package dev.flsys.platform.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Leaves out two gauges that Quarkus registers once for each event loop, although they have the same value for all of
 * them. Micrometer logs a warning only for the first repeated gauge. The warning for one of these two would hide
 * others. The open connections are in {@code http_server_connections_seconds} too.
 */
@Singleton
final class RepeatedGauges implements MeterFilter {

    private static final Set<String> NAMES = Set.of("vertx.http.connections.current", "vertx.http.connections.max");

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        return NAMES.contains(id.getName()) ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }
}
