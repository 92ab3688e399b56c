package dev.flsys.live;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** The number of live clients, counted when the metrics are asked for. */
@Singleton
final class LiveMeters {

    private final LiveSessions sessions;
    private final MeterRegistry meters;

    LiveMeters(LiveSessions sessions, MeterRegistry meters) {
        this.sessions = sessions;
        this.meters = meters;
    }

    void start(@Observes StartupEvent event) {
        for (LiveProtocol protocol : LiveProtocol.values()) {
            Gauge.builder("flsys.live.clients", sessions, all -> all.countConnections(protocol))
                    .description("Connections of live clients")
                    .tag("protocol", protocol.label())
                    .register(meters);
        }
    }
}
