package dev.flsys.deploy;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The settings of the deployed model as written. */
@ConfigMapping(prefix = "flsys.deploy")
interface DeployConfig {

    /** DEPLOY_MODEL_PATH. */
    Optional<String> modelPath();
}
