package dev.flsys.inference.explain;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.flsys.inference.pool.InferenceProblem;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/explain/}.
 *
 * @param modelId the id of a listed model
 * @param imageData a picture as {@code data:image/png;base64,...}
 * @param method {@code occlusion} or {@code gradcam}; null for the first
 * @param label the class to explain; null for the predicted one
 * @param grid rows and columns of the map; null for 8
 * @param patch side of the square that covers the picture, pixels of the network's input; null for two cells
 */
public record ExplainRequest(
        @JsonProperty("model_id") @NotBlank(message = "is missing") @Nullable String modelId,

        @JsonProperty("image_data") @NotBlank(message = "is missing") @Nullable String imageData,

        @Pattern(regexp = "occlusion|gradcam", message = "must be occlusion or gradcam") @Nullable String method,

        @JsonProperty("class") @Nullable String label,

        @Min(value = MIN_GRID, message = "must be 2 to 16") @Max(value = MAX_GRID, message = "must be 2 to 16") @Nullable Integer grid,

        @Min(value = 1, message = "must be 1 to 4096") @Max(value = MAX_PATCH, message = "must be 1 to 4096") @Nullable Integer patch) {

    private static final int MIN_GRID = 2;
    private static final int MAX_GRID = 16;
    private static final int MAX_PATCH = 4096;

    ExplainQuery query() {
        ExplainQuery.Method chosen = ExplainQuery.Method.of(method);
        if (chosen != ExplainQuery.Method.OCCLUSION && (grid != null || patch != null)) {
            throw InferenceProblem.badInput("grid and patch belong to the method occlusion. Leave them out.");
        }
        return new ExplainQuery(
                chosen, Optional.ofNullable(label), Optional.ofNullable(grid), Optional.ofNullable(patch));
    }
}
