package dev.flsys.project;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The project's settings as written. */
@ConfigMapping(prefix = "flsys.project")
interface ProjectConfig {

    /** FLOWER_PROJECT_DIR. */
    Optional<String> dir();
}
