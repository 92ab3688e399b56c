package dev.flsys.history;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.model.ModelId;
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
 * How a training went, round by round; as JSON the answer of {@code GET /api/models/{id}/training_history/}.
 *
 * <p>Every series has as many entries as there are rounds, null where the file has no finite number for a round. Fields
 * that are null are left out of the JSON. Immutable.
 *
 * <p>Every other member of the file's top-level object is a member of the JSON under its own name, with its value
 * unchanged. Members that this type defines itself have the meaning below, also where the file has a member of that
 * name; of these, {@code model} and {@code parameters} of the file are returned unchanged.
 *
 * @param rounds ascending, none twice, from 0; round 0 is the evaluation before the first round
 * @param accuracies as the file has them: fractions or percent
 * @param losses as the file has them
 * @param totalTrainingTime as the file has it, of any JSON type ({@code "2 hours 30 minutes"} is a text); seconds, at
 *     least 0, where the file has a duration under another name; null if unknown
 * @param model the model whose training it was; null if it was not read for one
 * @param source name of the file, without its folder
 * @param accuracySeries name of the file's series that became {@code accuracies}; null if it has none
 * @param lossSeries name of the file's series that became {@code losses}; null if it has none
 * @param metrics the file's other series by name, in its order
 * @param parameters the parameters of the training as the file has them, usually an object; null if it has none
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

        @JsonAnyGetter @Schema(hidden = true) Map<String, JsonNode> extra) {

    /** Members whose meaning this type defines, whatever the file has under these names. */
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

    private static final String MODEL = "model";

    /** @throws IllegalArgumentException if a series has not one entry a round, or {@code extra} a defined member */
    public TrainingHistory {
        rounds = List.copyOf(rounds);
        accuracies = aligned(accuracies, rounds);
        losses = aligned(losses, rounds);
        Map<String, List<@Nullable Double>> copies = new LinkedHashMap<>();
        for (Map.Entry<String, List<@Nullable Double>> series : metrics.entrySet()) {
            copies.put(series.getKey(), aligned(series.getValue(), rounds));
        }
        metrics = Collections.unmodifiableMap(copies);
        extra = Collections.unmodifiableMap(new LinkedHashMap<>(extra));
        if (!Collections.disjoint(extra.keySet(), DEFINED) || (model != null && extra.containsKey(MODEL))) {
            throw new IllegalArgumentException("A member of the answer occurs twice");
        }
    }

    /** The same history as that of {@code id}. A file that has a member {@code model} of its own keeps it. */
    TrainingHistory of(ModelId id) {
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
