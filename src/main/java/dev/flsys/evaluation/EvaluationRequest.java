package dev.flsys.evaluation;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that starts an evaluation.
 *
 * @param models the ids of one to six models
 * @param folder the folder of the pictures, relative to the project: its sub-folders are the labels, or its
 *     {@code labels.csv} names the pictures and their labels
 */
@Schema(name = "EvaluationRequest")
public record EvaluationRequest(
        @NotEmpty(message = "'models' is a list of one to six ids of models") @Size(max = MAX_MODELS, message = "'models' is a list of one to six ids of models") @Nullable List<@NotBlank(message = "'models' has an empty id") @Size(max = 1000, message = "an id is too long") String>
                models,

        @NotBlank(message = "'folder' is missing: the path of a folder of the project") @Size(max = 1000, message = "'folder' is too long") @Nullable String folder) {

    static final int MAX_MODELS = 6;
}
