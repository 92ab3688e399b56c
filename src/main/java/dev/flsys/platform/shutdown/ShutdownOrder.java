package dev.flsys.platform.shutdown;

/**
 * The order in which the rooms end: the priorities of the observers of Quarkus' {@code ShutdownDelayInitiatedEvent}. A
 * lower number comes first. Readiness is down and requests are still served until {@link #DELAY} is over.
 */
public final class ShutdownOrder {

    /** Experiments start no further simulation. */
    public static final int EXPERIMENTS = 5;

    /** Simulations end, and their last events are written. */
    public static final int SIMULATIONS = 10;

    /** Live clients receive the last events. */
    public static final int LIVE_CLIENTS = 20;

    /** The rest of SHUTDOWN_DELAY, after which no connection is accepted. Then streams of calls end, at 25. */
    public static final int DELAY = 24;

    /** The last requests are answered. */
    public static final int REQUESTS = 30;

    private ShutdownOrder() {}
}
