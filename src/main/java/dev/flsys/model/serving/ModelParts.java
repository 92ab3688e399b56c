package dev.flsys.model.serving;

import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.engine.file.OnnxExternalData;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** The files that belong to a model file. */
public final class ModelParts {

    private ModelParts() {}

    /**
     * The files in or below the folder of {@code model} that hold weights of it, relative to that folder; empty for
     * most models. Reads an ONNX file.
     *
     * @throws ModelUnusable if the file cannot be read, or has weights elsewhere
     */
    public static Set<String> of(Path model) {
        boolean onnx =
                String.valueOf(model.getFileName()).toLowerCase(Locale.ROOT).endsWith(".onnx");
        return onnx ? OnnxExternalData.requireBeside(model) : Set.of();
    }
}
