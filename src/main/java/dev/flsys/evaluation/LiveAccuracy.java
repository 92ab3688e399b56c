package dev.flsys.evaluation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The accuracy of the rounds of one simulation, measured while it ran.
 *
 * @param folder the folder of the labelled pictures, relative to the project; null if nothing was measured
 * @param rounds the versions that were evaluated, the oldest first; at most {@value #MAX}
 * @param confusion the confusion matrix of the last of them; null if it has too many labels
 * @param note the reason why the last version was not evaluated; null if it was
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "LiveAccuracy")
public record LiveAccuracy(
        @Nullable String folder,
        List<Version> rounds,
        ModelScores.@Nullable Confusion confusion,
        @Nullable String note) {

    static final LiveAccuracy NONE = new LiveAccuracy(null, List.of(), null, null);
    static final int MAX = 2_000;

    /**
     * A version that was evaluated.
     *
     * @param modelId the id under which the newest version is served
     * @param round the round in the name of its file or of its checkpoint, else the last round that had ended before
     *     the evaluation. Null if neither is known
     * @param modified the time at which the simulation wrote the version
     * @param pictures the number of pictures that the model classified
     * @param accuracy the share of these pictures for which the true label was the most likely one
     */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "LiveAccuracyVersion")
    public record Version(
            @JsonProperty("model_id") String modelId,
            @Nullable Integer round,
            Instant modified,
            int pictures,
            double accuracy) {}

    /** The newest version of a model that was evaluated; empty if none was. */
    Optional<Version> last(String model) {
        return rounds.stream().filter(each -> each.modelId().equals(model)).reduce((one, other) -> other);
    }

    LiveAccuracy with(String pictures, Version next, ModelScores.@Nullable Confusion matrix) {
        List<Version> all = new ArrayList<>(rounds.size() < MAX ? rounds : rounds.subList(1, rounds.size()));
        all.add(next);
        return new LiveAccuracy(pictures, all, matrix, null);
    }

    LiveAccuracy failed(String pictures, String reason) {
        return new LiveAccuracy(pictures, rounds, confusion, reason);
    }
}
