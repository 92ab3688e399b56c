package dev.flsys.model;

import java.nio.file.Path;

/**
 * A file that an engine loads as it is.
 *
 * @param path where it is
 * @param format {@link ModelFormat#TORCHSCRIPT} or {@link ModelFormat#ONNX}
 */
public record Executable(Path path, ModelFormat format) {

    /** @throws IllegalArgumentException for {@link ModelFormat#STATE_DICT}, which no engine loads */
    public Executable {
        if (format == ModelFormat.STATE_DICT) {
            throw new IllegalArgumentException("A state dict is not executable");
        }
    }
}
