package dev.flsys.deploy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.flsys.engine.file.ModelFormat;
import dev.flsys.model.serving.ModelVersion;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The deployed model for clients, or the reason that there is none, and the candidates.
 *
 * @param modelPath the deployed file relative to the project, as in the candidates; {@code /predict} answers the path
 *     of the request instead
 * @param format the format of its content
 * @param sizeBytes its size at the load
 * @param modified the time of the last write before the load, ISO 8601 in UTC
 * @param inputLength numbers in an input row
 * @param outputLength numbers in an output row
 * @param reason the reason why no model is deployed
 * @param candidates the files that {@code /update_model} may deploy, sorted by path
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Deployment(
        @Nullable String modelPath,
        @Nullable ModelFormat format,
        @Nullable Long sizeBytes,
        @Nullable Instant modified,
        @Nullable Integer inputLength,
        @Nullable Integer outputLength,
        @Nullable String reason,
        List<DeployCandidate> candidates) {

    /** No model is deployed. */
    static Deployment none(String reason, List<DeployCandidate> candidates) {
        return new Deployment(null, null, null, null, null, null, reason, candidates);
    }

    /**
     * {@code version} is deployed.
     *
     * @param path its path relative to the project
     */
    static Deployment of(ModelVersion version, String path, List<DeployCandidate> candidates) {
        DeployCandidate file = DeployCandidate.of(path, version.runsAs(), version.stamp());
        return new Deployment(
                file.modelPath(),
                file.format(),
                file.sizeBytes(),
                file.modified(),
                Math.toIntExact(version.itemShape()[0]),
                version.outputs(),
                null,
                candidates);
    }
}
