package dev.flsys.grpc;

import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * The limits of the calls, which the filter of bodies adds to each request.
 *
 * @param memory counts the messages that are in memory
 * @param stall the time in which a message must be complete, or must have sent {@code rate} bytes a second
 * @param rate bytes a second
 */
public record CallLimits(Memory memory, Duration stall, int rate) {

    private static final String KEY = CallLimits.class.getName();

    /** The memory of messages. Thread-safe. */
    public interface Memory {

        /** The size of the budget in bytes. */
        long size();

        /** Reserves {@code bytes}; false if there is not enough room. */
        boolean take(long bytes);

        /** Releases reserved bytes. */
        void give(long bytes);
    }

    public CallLimits {
        if (stall.toMillis() < 1 || rate < 1) {
            throw new IllegalArgumentException("A limit is not positive: " + stall + ", " + rate);
        }
    }

    /** Adds the limits to a request. */
    public void addTo(RoutingContext exchange) {
        exchange.put(KEY, this);
    }

    static CallLimits of(RoutingContext exchange) {
        CallLimits limits = exchange.get(KEY);
        if (limits == null) {
            throw new IllegalStateException("A call came without the filter of bodies");
        }
        return limits;
    }
}
