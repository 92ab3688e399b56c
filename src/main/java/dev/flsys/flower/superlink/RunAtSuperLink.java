package dev.flsys.flower.superlink;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A run of Flower's, and where it is.
 *
 * @param superlink the name of the connection in Flower's {@code config.toml}
 * @param runId the run's number there: unsigned, of 64 bits
 */
@RegisterForReflection
public record RunAtSuperLink(
        String superlink, @JsonProperty("run_id") String runId) {

    public RunAtSuperLink {
        if (!runId.matches("\\d{1,20}")) {
            throw new IllegalArgumentException("This is no number of a run: " + runId);
        }
    }
}
