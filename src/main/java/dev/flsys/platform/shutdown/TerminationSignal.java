package dev.flsys.platform.shutdown;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;
import sun.misc.Signal;

/**
 * Ends the service on SIGTERM with status 0: it is the normal way to end a service, but the JVM would return 143.
 * Quarkus' own handler would end the simulations before readiness is down, so this handler comes first.
 *
 * <p>Only {@code sun.misc.Signal} can handle a signal; the JDK has no public API for it.
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
            // With -Xrs a signal ends the process at once.
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
