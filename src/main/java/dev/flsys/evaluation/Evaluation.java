package dev.flsys.evaluation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An evaluation, in the form that is stored and answered. Immutable.
 *
 * @param folder the folder of the pictures, relative to the project
 * @param models the ids of the models
 * @param requested the time at which it was accepted, ISO 8601 in UTC
 * @param started null while it is queued
 * @param ended null until it ends
 * @param pictures the number of labelled pictures of the folder
 * @param done the number of pictures that every model has classified
 * @param detail the reason why it ended; null if it was completed
 * @param results the results of the models, in the order of {@code models}
 * @param unread the number of pictures that cannot be read
 * @param unreadPictures the first of them
 * @param disagreeing the number of pictures for which the models have different labels
 * @param disagreements the first of them
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Evaluation(
        EvaluationId id,
        String folder,
        List<String> models,
        EvaluationState state,
        Instant requested,
        @Nullable Instant started,
        @Nullable Instant ended,
        int pictures,
        int done,
        @Nullable String detail,
        List<ModelResult> results,
        int unread,
        @JsonProperty("unread_pictures") List<Unread> unreadPictures,
        int disagreeing,
        List<Disagreement> disagreements) {

    /**
     * The result of one model.
     *
     * @param modified the time at which the file of the model was written
     * @param changed whether the file was changed meanwhile, so that two models may have been evaluated
     * @param error the reason why the model could not be evaluated; null if it could
     * @param scores null before the first picture, and if there is an {@code error}
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ModelResult(
            String model,
            Instant modified,
            boolean changed,
            @Nullable String error,
            @Nullable ModelScores scores) {}

    /**
     * A picture that cannot be read.
     *
     * @param picture path of its file, relative to the project
     */
    @RegisterForReflection
    @Schema(name = "UnreadPicture")
    public record Unread(String picture, String reason) {}

    /**
     * A picture for which the models have different labels.
     *
     * @param picture path of its file, relative to the project
     * @param label the true label
     * @param answers the answers of the models, in the order of {@code models}
     */
    @RegisterForReflection
    public record Disagreement(String picture, String label, List<Answer> answers) {}

    /** The most likely label of a model. */
    @RegisterForReflection
    public record Answer(String model, String label, double probability) {}

    public Evaluation {
        models = List.copyOf(models);
        results = List.copyOf(results);
        unreadPictures = List.copyOf(unreadPictures);
        disagreements = List.copyOf(disagreements);
    }

    static Evaluation create(EvaluationId id, String folder, List<String> models, int pictures, Instant now) {
        return new Evaluation(
                id,
                folder,
                models,
                EvaluationState.QUEUED,
                now,
                null,
                null,
                pictures,
                0,
                null,
                List.of(),
                0,
                List.of(),
                0,
                List.of());
    }

    Evaluation started(Instant now) {
        return new Evaluation(
                id,
                folder,
                models,
                EvaluationState.RUNNING,
                requested,
                now,
                null,
                pictures,
                done,
                null,
                results,
                unread,
                unreadPictures,
                disagreeing,
                disagreements);
    }

    Evaluation ended(EvaluationState end, Instant now, @Nullable String reason) {
        return new Evaluation(
                id,
                folder,
                models,
                end,
                requested,
                started,
                now,
                pictures,
                done,
                reason,
                results,
                unread,
                unreadPictures,
                disagreeing,
                disagreements);
    }
}
