package dev.flsys.deploy;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an {@code /update_model} decided, as it is kept in the project.
 *
 * @param id tells this decision from others for the same path
 * @param modelPath the path as it was given
 * @param configured DEPLOY_MODEL_PATH at that time: once the operator changes it, the decision no longer holds at a
 *     start
 * @param chosen when
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record Choice(String id, String modelPath, @Nullable String configured, Instant chosen) {

    /** A decision of now. */
    static Choice of(String modelPath, Optional<String> configured) {
        return new Choice(UUID.randomUUID().toString(), modelPath, configured.orElse(null), Instant.now());
    }

    /** Whether it was made under this setting. */
    boolean holdsUnder(Optional<String> setting) {
        return Optional.ofNullable(configured).equals(setting);
    }
}
