package dev.flsys.platform;

import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Logs one line at the start if the JVM continues after an OutOfMemoryError. Such a JVM has lost threads and locks, and
 * may never answer again. A JVM that ends is started again by its supervisor.
 */
@Singleton
final class OutOfMemory {

    private static final Logger LOG = Logger.getLogger(OutOfMemory.class);

    private static final List<String> ENDS = List.of("-XX:+ExitOnOutOfMemoryError", "-XX:+CrashOnOutOfMemoryError");

    void check(@Observes StartupEvent event) {
        if (LaunchMode.current() == LaunchMode.NORMAL
                && ImageMode.current() == ImageMode.JVM
                && ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .noneMatch(ENDS::contains)) {
            LOG.infof(
                    "The JVM continues after an OutOfMemoryError, and may then answer no request: start it with %s",
                    ENDS.get(0));
        }
    }
}
