package dev.flsys.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.flsys.model.catalog.PictureOptions;
import dev.flsys.model.serving.ModelVersion;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The conversion of a picture to the input of a model, as clients see it.
 *
 * @param imageSize the side of the square that the network sees, pixels
 * @param channels 3 for red, green and blue, 1 for grey; while the model is loaded
 * @param resize {@code "squash"} for a resize to that square. Or the length of the shorter side in pixels: the resize
 *     keeps the proportions, and the square is cut from the middle
 * @param mean the mean that is subtracted from values of 0 to 1, for all channels or for each one. If it is left out,
 *     the mean of ImageNet is used
 * @param std the standard deviation by which the difference is divided. If it is left out, the one of ImageNet is used
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelInput(
        int imageSize,
        @Nullable Integer channels,
        @Schema(oneOf = {Integer.class, String.class}) Object resize,
        @Nullable List<Float> mean,
        @Nullable List<Float> std) {

    private static final String SQUASH = "squash";
    private static final int AXES = 3;

    /** @param version the loaded version; null if there is none */
    static ModelInput of(PictureOptions picture, @Nullable ModelVersion version) {
        return new ModelInput(
                picture.imageSize(),
                version == null ? null : channels(version.itemShape()),
                picture.resize().<Object>map(side -> side).orElse(SQUASH),
                picture.mean().orElse(null),
                picture.std().orElse(null));
    }

    private static @Nullable Integer channels(long[] itemShape) {
        return itemShape.length == AXES && (itemShape[0] == 1 || itemShape[0] == AXES) ? (int) itemShape[0] : null;
    }
}
