package dev.flsys.history;

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
import org.jspecify.annotations.Nullable;

/**
 * How a training went, round by round; as JSON the answer of {@code GET /api/models/{id}/training_history/}.
 *
 * <p>Every series has as many entries as there are rounds, null where the file has no finite number for a round. Fields
 * that are null are left out of the JSON. Immutable.
 *
 * @param rounds ascending, none twice, from 0; round 0 is the evaluation before the first round
 * @param accuracies as the file has them: fractions or percent
 * @param losses as the file has them
 * @param totalTrainingTime seconds, at least 0; null if unknown
 * @param model the model whose training it was; null if it was not read for one
 * @param source name of the file, without its folder
 * @param accuracySeries name of the file's series that became {@code accuracies}; null if it has none
 * @param lossSeries name of the file's series that became {@code losses}; null if it has none
 * @param metrics the file's other series by name, in its order
 * @param parameters the parameters of the training as the file has them, an object; null if it has none
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrainingHistory(
        @JsonProperty("rounds") List<Integer> rounds,
        @JsonProperty("accuracies") List<@Nullable Double> accuracies,
        @JsonProperty("losses") List<@Nullable Double> losses,
        @JsonProperty("total_training_time") @Nullable Double totalTrainingTime,
        @JsonProperty("model") @Nullable ModelId model,
        @JsonProperty("source") String source,
        @JsonProperty("accuracy_series") @Nullable String accuracySeries,
        @JsonProperty("loss_series") @Nullable String lossSeries,
        @JsonProperty("metrics") Map<String, List<@Nullable Double>> metrics,
        @JsonProperty("parameters") @Nullable JsonNode parameters) {

    /** @throws IllegalArgumentException if a series has not one entry a round */
    public TrainingHistory {
        rounds = List.copyOf(rounds);
        accuracies = aligned(accuracies, rounds);
        losses = aligned(losses, rounds);
        Map<String, List<@Nullable Double>> copies = new LinkedHashMap<>();
        for (Map.Entry<String, List<@Nullable Double>> series : metrics.entrySet()) {
            copies.put(series.getKey(), aligned(series.getValue(), rounds));
        }
        metrics = Collections.unmodifiableMap(copies);
    }

    /** The same history, told as that of {@code id}. */
    TrainingHistory of(ModelId id) {
        return new TrainingHistory(
                rounds,
                accuracies,
                losses,
                totalTrainingTime,
                id,
                source,
                accuracySeries,
                lossSeries,
                metrics,
                parameters);
    }

    private static List<@Nullable Double> aligned(List<@Nullable Double> series, List<Integer> rounds) {
        if (series.size() != rounds.size()) {
            throw new IllegalArgumentException(series.size() + " values for " + rounds.size() + " rounds");
        }
        // List.copyOf refuses the nulls that a series may hold
        return Collections.unmodifiableList(new ArrayList<>(series));
    }
}
