package dev.flsys.access;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The settings of access as written. */
@ConfigMapping(prefix = "flsys.access")
interface AccessConfig {

    /** FLASK_SECRET_KEY. */
    Optional<String> secretKey();

    /** CORS_ORIGINS. */
    Optional<String> corsOrigins();

    /** API_TOKEN. */
    Optional<String> apiToken();

    /** ALLOWED_HOSTS. */
    Optional<String> allowedHosts();
}
