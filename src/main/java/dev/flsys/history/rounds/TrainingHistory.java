package dev.flsys.history.rounds;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.model.catalog.ModelId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The rounds of a training, the answer of {@code GET /api/models/{id}/training_history/}.
 *
 * <p>Every series has one entry per round, null where the file has no finite number. Null fields are left out of the
 * JSON. All other members of the file's top-level object are members of the JSON, unchanged. Immutable.
 *
 * @param rounds ascending and distinct, from 0; round 0 is the evaluation before the first round
 * @param accuracies fractions or percent, as in the file
 * @param totalTrainingTime the member of the file unchanged, of any JSON type, such as {@code "2 hours 30 minutes"}. If
 *     the file has a duration under another name: seconds, at least 0. Null if it has none
 * @param model the trained model; null if {@code extra} has a {@code model}
 * @param source name of the file, without its folder
 * @param accuracySeries name of the series that became {@code accuracies}; null if there is none
 * @param lossSeries name of the series that became {@code losses}; null if there is none
 * @param metrics the other series by name, in the order of the file
 * @param parameters the parameters of the training, usually an object; null if the file has none
 * @param notes sentences about choices in reading the file, such as which of two trainings is shown; null if there are
 *     none, or if {@code extra} has {@code notes}
 * @param extra the other members of the file's top-level object by name, in its order
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(additionalProperties = Schema.True.class)
public record TrainingHistory(
        @JsonProperty("rounds") List<Integer> rounds,
        @JsonProperty("accuracies") List<@Nullable Double> accuracies,
        @JsonProperty("losses") List<@Nullable Double> losses,

        @JsonProperty("total_training_time")
        @Schema(implementation = Object.class, description = "as the file has it, text or seconds")
        @Nullable JsonNode totalTrainingTime,

        @JsonProperty("model") @Nullable ModelId model,
        @JsonProperty("source") String source,
        @JsonProperty("accuracy_series") @Nullable String accuracySeries,
        @JsonProperty("loss_series") @Nullable String lossSeries,
        @JsonProperty("metrics") Map<String, List<@Nullable Double>> metrics,

        @JsonProperty("parameters") @Schema(implementation = Object.class) @Nullable JsonNode parameters,

        @JsonProperty("notes") @Nullable List<String> notes,

        @JsonAnyGetter @Schema(hidden = true) Map<String, JsonNode> extra) {

    /** Members that this type defines. The file's members of these names are not returned. */
    static final Set<String> DEFINED = Set.of(
            "rounds",
            "accuracies",
            "losses",
            "total_training_time",
            "source",
            "accuracy_series",
            "loss_series",
            "metrics",
            "parameters");

    /** The name of the member {@code notes}. If the file has a member of this name, the file's member is returned. */
    static final String NOTES = "notes";

    private static final String MODEL = "model";

    /**
     * @throws IllegalArgumentException if a series does not have one entry per round, or {@code extra} has a defined
     *     member
     */
    public TrainingHistory {
        rounds = List.copyOf(rounds);
        accuracies = aligned(accuracies, rounds);
        losses = aligned(losses, rounds);
        Map<String, List<@Nullable Double>> copies = new LinkedHashMap<>();
        for (Map.Entry<String, List<@Nullable Double>> series : metrics.entrySet()) {
            copies.put(series.getKey(), aligned(series.getValue(), rounds));
        }
        metrics = Collections.unmodifiableMap(copies);
        notes = notes == null ? null : List.copyOf(notes);
        extra = Collections.unmodifiableMap(new LinkedHashMap<>(extra));
        if (!Collections.disjoint(extra.keySet(), DEFINED)
                || (model != null && extra.containsKey(MODEL))
                || (notes != null && extra.containsKey(NOTES))) {
            throw new IllegalArgumentException("A member of the answer occurs twice");
        }
    }

    /** This history with the id of its model. A member {@code model} of the file stays. */
    public TrainingHistory of(ModelId id) {
        return new TrainingHistory(
                rounds,
                accuracies,
                losses,
                totalTrainingTime,
                extra.containsKey(MODEL) ? null : id,
                source,
                accuracySeries,
                lossSeries,
                metrics,
                parameters,
                notes,
                extra);
    }

    private static List<@Nullable Double> aligned(List<@Nullable Double> series, List<Integer> rounds) {
        if (series.size() != rounds.size()) {
            throw new IllegalArgumentException(series.size() + " values for " + rounds.size() + " rounds");
        }
        // List.copyOf refuses the nulls that a series may hold
        return Collections.unmodifiableList(new ArrayList<>(series));
    }
}
