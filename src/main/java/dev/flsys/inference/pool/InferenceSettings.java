package dev.flsys.inference.pool;

import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * The settings of inference, checked.
 *
 * @param workers threads that decode pictures and run models, at least 1
 * @param queue requests that may wait for a worker, at least 1
 * @param timeout longest time that one call of a model may take, greater than zero
 * @param pictureTimeout longest processor time for decoding and resizing one picture, greater than zero
 */
@Singleton
public record InferenceSettings(int workers, int queue, Duration timeout, Duration pictureTimeout)
        implements CheckedSettings {

    private static final int DEFAULT_QUEUE = 256;
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
    static final Duration DEFAULT_PICTURE_TIMEOUT = Duration.ofSeconds(2);

    @Inject
    InferenceSettings(Settings settings) {
        this(
                settings.get("INFERENCE_WORKERS").integer(Runtime.getRuntime().availableProcessors(), 1, 1_024),
                settings.get("INFERENCE_QUEUE").integer(DEFAULT_QUEUE, 1, 1_000_000),
                settings.get("INFERENCE_TIMEOUT").positiveDuration(DEFAULT_TIMEOUT),
                settings.get("INFERENCE_PICTURE_TIMEOUT").positiveDuration(DEFAULT_PICTURE_TIMEOUT));
    }
}
