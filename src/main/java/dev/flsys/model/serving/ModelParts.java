package dev.flsys.model.serving;

import dev.flsys.engine.file.FifoSafeOpen;
import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.engine.file.OnnxExternalData;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
        return onnx ? FifoSafeOpen.open(model, () -> OnnxExternalData.requireBeside(model)) : Set.of();
    }

    /**
     * Opens a model file, or a file with weights of it, to read. A FIFO in its place does not block the caller: its
     * content counts as empty.
     *
     * @throws IOException if it cannot be opened
     */
    public static FileChannel open(Path file) throws IOException {
        return FifoSafeOpen.open(file, () -> FileChannel.open(file, StandardOpenOption.READ));
    }
}
