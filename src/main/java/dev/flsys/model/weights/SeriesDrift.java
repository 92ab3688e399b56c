package dev.flsys.model.weights;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.flsys.weights.ElementType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The drift over the rounds of a series of models. Numbers that are not finite are left out.
 *
 * @param series the name that all rounds share
 * @param run the simulation that the models are kept with; absent for models in the folders of the project
 * @param total the number of rounds of the series, of which {@code rounds} are chosen evenly
 * @param rounds the rounds, in ascending order
 * @param tensors the floating-point tensors with the largest mean drift, the largest first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SeriesDrift(String series, @Nullable String run, int total, List<Round> rounds, List<Tensor> tensors) {

    public SeriesDrift {
        rounds = List.copyOf(rounds);
        tensors = List.copyOf(tensors);
    }

    /**
     * A round.
     *
     * @param model the id of its model
     * @param norm the Euclidean norm of all floating-point elements; absent if one is not finite
     * @param against the id of the latest chosen model before it whose weights were read; absent for the first one
     * @param difference the norm of the difference of all floating-point tensors that both have
     * @param drift {@code difference} relative to the norm of these tensors in the round before; absent if that is zero
     * @param reason the reason why the weights of this round were not read
     */
    @Schema(name = "DriftRound")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Round(
            int round,
            String model,
            @Nullable Double norm,
            @Nullable String against,
            @Nullable Double difference,
            @Nullable Double drift,
            @Nullable String reason) {}

    /**
     * A tensor.
     *
     * @param drift the relative drift in each of {@code rounds}; null where it is not known
     */
    @Schema(name = "DriftTensor")
    public record Tensor(String name, ElementType type, List<Long> shape, List<@Nullable Double> drift) {

        public Tensor {
            shape = List.copyOf(shape);
            drift = Collections.unmodifiableList(new ArrayList<>(drift));
        }
    }
}
