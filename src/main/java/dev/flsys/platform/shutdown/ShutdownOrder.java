package dev.flsys.platform.shutdown;

/**
 * The order in which the rooms end: the priorities of the observers of Quarkus' {@code ShutdownDelayInitiatedEvent}. A
 * lower number comes first. Readiness is down and requests are still served until {@link #REQUESTS}.
 */
public final class ShutdownOrder {

    /** Experiments start no further simulation. */
    public static final int EXPERIMENTS = 5;

    /** Simulations end, and their last events are written. */
    public static final int SIMULATIONS = 10;

    /** Live clients receive the last events. */
    public static final int LIVE_CLIENTS = 20;

    /** Connections are no longer accepted, and the last requests are answered. */
    public static final int REQUESTS = 30;

    private ShutdownOrder() {}
}
