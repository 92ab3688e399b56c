package dev.flsys.platform.shutdown;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;
import sun.misc.Signal;

/**
 * SIGTERM is how operators end the service, so it is no failure: the exit status is 0, where the JVM's own would be
 * 143. It is heard before Quarkus hears of it, as Quarkus ends the simulations before readiness goes down.
 */
@Singleton
final class TerminationSignal {

    private static final Logger LOG = Logger.getLogger(TerminationSignal.class);

    private final Drain drain;

    TerminationSignal(Drain drain) {
        this.drain = drain;
    }

    void listen(@Observes StartupEvent event) {
        if (LaunchMode.current() != LaunchMode.NORMAL) {
            return;
        }
        try {
            handle("TERM", () -> {
                drain.begin();
                Quarkus.asyncExit(0);
            });
        } catch (IllegalArgumentException reserved) {
            // with -Xrs signals end the process at once, as whoever set it wants
            LOG.warnf("SIGTERM ends the service without draining: %s", reserved.getMessage());
        }
    }

    /**
     * Runs {@code action} on each signal {@code name}, written without SIG.
     *
     * @throws IllegalArgumentException if the JVM has reserved the signal or does not know it
     */
    static void handle(String name, Runnable action) {
        Signal.handle(new Signal(name), signal -> action.run());
    }
}
