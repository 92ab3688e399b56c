package dev.flsys.inference;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.flsys.picture.ImageData;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotBlank;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/predict/}.
 *
 * @param modelId the id of a listed model
 * @param imageData a picture as {@code data:image/png;base64,...}
 */
@RegisterForReflection
public record PredictRequest(
        @JsonProperty("model_id") @NotBlank(message = "is missing") @Nullable String modelId,

        @JsonProperty("image_data") @NotBlank(message = "is missing") @Nullable String imageData)
        implements PictureRequest {

    @Override
    public String model() {
        return Objects.requireNonNull(modelId);
    }

    @Override
    public byte[] file() {
        return ImageData.parse(Objects.requireNonNull(imageData));
    }
}
