package dev.flsys.inference;

import dev.flsys.picture.Preprocessing;
import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Setting;
import dev.flsys.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The settings of inference, checked.
 *
 * @param mean mean of red, green and blue that is subtracted, of values 0 to 1
 * @param deviation standard deviation of red, green and blue that is divided by, each above 0
 * @param workers threads that decode pictures and run models, at least 1
 * @param queue requests that may wait for a worker, at least 1
 * @param timeout longest time that one call of a model may take, greater than zero
 */
@Singleton
public record InferenceSettings(List<Float> mean, List<Float> deviation, int workers, int queue, Duration timeout)
        implements CheckedSettings {

    /** ImageNet's statistics, as torchvision's pretrained models use them. */
    private static final List<Float> IMAGENET_MEAN = List.of(0.485f, 0.456f, 0.406f);

    private static final List<Float> IMAGENET_DEVIATION = List.of(0.229f, 0.224f, 0.225f);
    private static final int DEFAULT_QUEUE = 256;
    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
    private static final int CHANNELS = 3;

    @Inject
    InferenceSettings(Settings settings) {
        this(
                channels(settings.get("IMG_MEAN"), IMAGENET_MEAN),
                deviation(settings.get("IMG_STD")),
                settings.get("INFERENCE_WORKERS").integer(Runtime.getRuntime().availableProcessors(), 1, 1_024),
                settings.get("INFERENCE_QUEUE").integer(DEFAULT_QUEUE, 1, 1_000_000),
                settings.get("INFERENCE_TIMEOUT").positiveDuration(DEFAULT_TIMEOUT));
    }

    private static List<Float> deviation(Setting setting) {
        List<Float> deviation = channels(setting, IMAGENET_DEVIATION);
        if (deviation.stream().anyMatch(value -> value <= 0)) {
            setting.wrong("A standard deviation is above 0.", "0.229,0.224,0.225");
            return IMAGENET_DEVIATION;
        }
        return deviation;
    }

    /** The preprocessing of a picture for a model of {@code imageSize} pixels a side. */
    Preprocessing preprocessing(int imageSize) {
        return new Preprocessing(imageSize, floats(mean), floats(deviation));
    }

    private static float[] floats(List<Float> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i);
        }
        return floats;
    }

    private static List<Float> channels(Setting setting, List<Float> fallback) {
        return setting.parsed(
                        InferenceSettings::three,
                        "It is not three numbers.",
                        "red, green and blue between commas, such as 0.5,0.5,0.5")
                .orElse(fallback);
    }

    private static Optional<List<Float>> three(String text) {
        try {
            List<Float> values = Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .map(Float::parseFloat)
                    .filter(Float::isFinite)
                    .toList();
            return values.size() == CHANNELS ? Optional.of(values) : Optional.empty();
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }
}
