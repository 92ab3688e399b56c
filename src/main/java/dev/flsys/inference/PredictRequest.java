package dev.flsys.inference;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/predict/}.
 *
 * @param modelId the id of a listed model
 * @param imageData a picture as {@code data:image/png;base64,...}
 */
public record PredictRequest(
        @JsonProperty("model_id") @NotBlank(message = "is missing") @Nullable String modelId,

        @JsonProperty("image_data") @NotBlank(message = "is missing") @Nullable String imageData) {}
