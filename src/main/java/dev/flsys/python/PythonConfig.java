package dev.flsys.python;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The interpreter's setting as written. */
@ConfigMapping(prefix = "flsys.python")
interface PythonConfig {

    /** FLOWER_PYTHON. */
    Optional<String> interpreter();
}
