package dev.flsys.platform.shutdown;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The settings of the end as written. */
@ConfigMapping(prefix = "flsys.shutdown")
interface ShutdownConfig {

    /** SHUTDOWN_DELAY. */
    Optional<String> delay();

    /** SHUTDOWN_TIMEOUT. */
    Optional<String> timeout();
}
