package dev.flsys.model;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The models' settings as written. */
@ConfigMapping(prefix = "flsys.model")
interface ModelConfig {

    /** MODEL_WEIGHTS_SUBDIR. */
    Optional<String> weightsSubdir();

    /** MODEL_DEFINITION_MODULE. */
    Optional<String> definitionModule();

    /** CLASS_LABELS. */
    Optional<String> classLabels();

    /** IMG_SIZE. */
    Optional<String> imgSize();

    /** MODELS_IN_MEMORY. */
    Optional<String> inMemory();

    /** INFERENCE_LOAD_TIMEOUT. */
    Optional<String> loadTimeout();

    /** INFERENCE_DEVICE. */
    Optional<String> device();
}
