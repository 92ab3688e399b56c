package dev.flsys.inference;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/predict/preview/}.
 *
 * @param modelId the model that sees the picture; null for a model with the default settings
 * @param imageData a picture as {@code data:image/png;base64,...}
 */
public record PreviewRequest(
        @JsonProperty("model_id") @Nullable String modelId,

        @JsonProperty("image_data") @NotBlank(message = "is missing") @Nullable String imageData) {}
