package dev.flsys.inference;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The settings of inference as written. */
@ConfigMapping(prefix = "flsys.inference")
interface InferenceConfig {

    /** IMG_MEAN. */
    Optional<String> imgMean();

    /** IMG_STD. */
    Optional<String> imgStd();

    /** INFERENCE_WORKERS. */
    Optional<String> workers();

    /** INFERENCE_QUEUE. */
    Optional<String> queue();

    /** INFERENCE_TIMEOUT. */
    Optional<String> timeout();
}
