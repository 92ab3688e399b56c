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
 * The decision of one {@code /update_model}, as stored in the project.
 *
 * @param id distinguishes this decision from others for the same path
 * @param modelPath the path of the request
 * @param configured DEPLOY_MODEL_PATH at that time: after the operator has changed it, a start ignores the decision
 * @param chosen the time of the decision
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record Choice(String id, String modelPath, @Nullable String configured, Instant chosen) {

    /** A new decision. */
    static Choice of(String modelPath, Optional<String> configured) {
        return new Choice(UUID.randomUUID().toString(), modelPath, configured.orElse(null), Instant.now());
    }

    /** Whether the decision was made under {@code setting}. */
    boolean wasMadeUnder(Optional<String> setting) {
        return Optional.ofNullable(configured).equals(setting);
    }
}
