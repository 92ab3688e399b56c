package dev.flsys.platform.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import jakarta.inject.Singleton;

/**
 * Leaves out requests whose connection ended before the answer. Quarkus labels them with the method and the path that
 * the client sent, and asks no {@link HttpLabels}. A meter that is only renamed would stay in memory under each path.
 */
@Singleton
final class ResetRequests implements MeterFilter {

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        return id.getName().equals("http.server.requests") && "RESET".equals(id.getTag("status"))
                ? MeterFilterReply.DENY
                : MeterFilterReply.NEUTRAL;
    }
}
