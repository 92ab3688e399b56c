package dev.flsys.model.serving;

import dev.flsys.engine.file.FormatReader;
import dev.flsys.engine.file.ModelContent;
import dev.flsys.problem.Problem;
import dev.flsys.project.FileStamp;
import dev.flsys.weights.WeightsFile;
import dev.flsys.weights.WeightsRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Decides by their own formats whether model files are complete. Programs that write such a file begin with an empty
 * one, so a part of it is never complete. Tensors are not read. Thread-safe; blocks while it reads.
 */
public final class CompletenessCheck {

    private final FormatReader formats = new FormatReader();

    /**
     * Whether a file is a model to its end: a state dict, TorchScript or ONNX, with the files beside it that hold
     * weights of it.
     */
    public boolean isComplete(Path file) {
        return FileStamp.read(file).filter(this::isComplete).isPresent();
    }

    private boolean isComplete(FileStamp stamp) {
        ModelContent content = formats.contentOf(stamp);
        formats.keepOnly(Set.of());
        if (content.fault().isPresent()) {
            return false;
        }
        return switch (content.format()) {
            case STATE_DICT -> hasTensors(stamp.path());
            case TORCHSCRIPT -> FormatReader.isWholeTorchScript(stamp.path());
            case ONNX -> hasParts(stamp.path());
        };
    }

    /** Whether the files that hold weights of an ONNX file exist. */
    private static boolean hasParts(Path file) {
        try {
            ModelParts.of(file);
            return true;
        } catch (Problem missing) {
            return false;
        }
    }

    /**
     * Whether a file of weights is complete: an archive has its directory at its end, and safetensors declares its
     * size.
     */
    static boolean hasTensors(Path file) {
        try (WeightsFile weights = WeightsFile.open(file)) {
            return !weights.tensors().isEmpty();
        } catch (IOException | WeightsRefused unknown) {
            return false;
        }
    }
}
