package dev.flsys.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.flsys.history.rounds.TrainingHistory;
import dev.flsys.model.catalog.ModelId;
import dev.flsys.project.Sha256;
import dev.flsys.simulation.log.SimulationId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The summary of a training history.
 *
 * @param models the models that have this history; rounds of one training share it; none if only a file has it
 * @param file the file in the project, with the experiment in it after {@code #}, if no model has this history; else
 *     null
 * @param simulation the simulation that trained the models; null if no simulation did, or if simulations are private
 * @param source name of its file, without the folder
 * @param rounds number of its rounds
 * @param best the round with the highest accuracy, the first one of several; null without accuracies
 * @param fractions whether all accuracies are between 0 and 1; else they are percent
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrainingSummary(
        List<ModelId> models,
        @Nullable String file,
        @Nullable SimulationId simulation,
        String source,
        int rounds,
        @Nullable Best best,
        @JsonProperty("accuracies_are_fractions") boolean fractions) {

    /**
     * The best round.
     *
     * @param accuracy as the file has it
     */
    @RegisterForReflection
    public record Best(int round, double accuracy) {}

    /** Collects the histories of models without keeping them: a file may have 32 MiB. For one thread. */
    static final class Collector {

        private final Map<String, TrainingSummary> summaries = new LinkedHashMap<>();
        private final Map<String, List<ModelId>> models = new HashMap<>();
        private final Map<String, SimulationId> simulations = new HashMap<>();

        /**
         * Adds the history of a model. Two histories are the same if their rounds, accuracies, losses, files and
         * parameters are equal.
         *
         * @param simulation the simulation that trained the model
         */
        void add(TrainingHistory history, ModelId model, Optional<SimulationId> simulation) {
            String content = content(history);
            summaries.computeIfAbsent(content, first -> of(history, null));
            models.computeIfAbsent(content, first -> new ArrayList<>()).add(model);
            simulation.ifPresent(id -> simulations.putIfAbsent(content, id));
        }

        /** Adds the history of a file, if no model has it. */
        void add(TrainingHistory history, String file) {
            summaries.computeIfAbsent(content(history), first -> of(history, file));
        }

        private static String content(TrainingHistory history) {
            return hash(List.of(
                    history.rounds(),
                    history.accuracies(),
                    history.losses(),
                    history.source(),
                    String.valueOf(history.parameters())));
        }

        private static String hash(List<Object> parts) {
            MessageDigest digest = Sha256.begin();
            parts.forEach(part -> digest.update((part + "\n").getBytes(StandardCharsets.UTF_8)));
            return Sha256.end(digest);
        }

        /** The summaries, in the order of their first models. */
        List<TrainingSummary> summaries() {
            List<TrainingSummary> all = new ArrayList<>();
            summaries.forEach((content, each) -> all.add(new TrainingSummary(
                    List.copyOf(models.getOrDefault(content, List.of())),
                    each.file(),
                    simulations.get(content),
                    each.source(),
                    each.rounds(),
                    each.best(),
                    each.fractions())));
            return all;
        }
    }

    private static TrainingSummary of(TrainingHistory history, @Nullable String file) {
        Best best = null;
        for (int index = 0; index < history.rounds().size(); index++) {
            Double accuracy = history.accuracies().get(index);
            if (accuracy != null && (best == null || accuracy > best.accuracy())) {
                best = new Best(history.rounds().get(index), accuracy);
            }
        }
        boolean fractions = history.accuracies().stream()
                .filter(Objects::nonNull)
                .allMatch(accuracy -> accuracy >= 0 && accuracy <= 1);
        return new TrainingSummary(
                List.of(), file, null, history.source(), history.rounds().size(), best, fractions);
    }
}
