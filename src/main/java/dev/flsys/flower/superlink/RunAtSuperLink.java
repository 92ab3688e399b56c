package dev.flsys.flower.superlink;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A run at a SuperLink.
 *
 * @param superlink the name of the connection in Flower's {@code config.toml}; {@link #DEFAULT_SUPERLINK} for Flower's
 *     default
 * @param runId the run's number there: unsigned, of 64 bits
 */
@RegisterForReflection
public record RunAtSuperLink(
        String superlink, @JsonProperty("run_id") String runId) {

    public static final String DEFAULT_SUPERLINK = "";

    public RunAtSuperLink {
        if (!runId.matches("\\d{1,20}")) {
            throw new IllegalArgumentException("Not the number of a run: " + runId);
        }
    }
}
