package dev.flsys.platform.body;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The settings of bodies as written. */
@ConfigMapping(prefix = "flsys.body")
interface BodyConfig {

    /** HTTP_BODY_TIMEOUT. */
    Optional<String> timeout();
}
