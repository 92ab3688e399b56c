package dev.flsys.deploy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.flsys.engine.ModelFormat;
import dev.flsys.model.ModelVersion;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The deployed model as clients see it: either what serves or why nothing does, and what might.
 *
 * @param modelPath the file that serves, relative to the project as among the candidates; {@code /predict} names it as
 *     it was given
 * @param format what it holds
 * @param sizeBytes its size when it was loaded
 * @param modified when the content that serves was written, ISO 8601 in UTC
 * @param inputLength numbers in a row that it takes
 * @param outputLength numbers in a row that it answers
 * @param reason why no model serves
 * @param candidates what {@code /update_model} may take, sorted by path
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

    /** Nothing serves. */
    static Deployment none(String reason, List<DeployCandidate> candidates) {
        return new Deployment(null, null, null, null, null, null, reason, candidates);
    }

    /**
     * {@code version} serves.
     *
     * @param path where it comes from, as it is shown
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
