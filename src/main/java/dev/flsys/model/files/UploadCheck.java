package dev.flsys.model.files;

import dev.flsys.engine.file.FileCheck;
import dev.flsys.engine.file.ModelContent;
import dev.flsys.engine.file.ModelFormat;
import dev.flsys.weights.WeightsFile;
import dev.flsys.weights.WeightsRefused;
import java.io.IOException;
import java.nio.file.Path;

/** The check of an uploaded file before it is visible. */
final class UploadCheck {

    private UploadCheck() {}

    /**
     * Reads the directory of a state dict, the code of TorchScript, or the structure of ONNX. Nothing in the file is
     * run, and no tensor is read into memory.
     *
     * @throws ModelFilesProblem with the reason of the list of models, if the file cannot be used
     * @throws IOException if it cannot be read
     */
    static void require(Path file) throws IOException {
        ModelContent content = FileCheck.of(file);
        if (content.fault().isPresent()) {
            throw ModelFilesProblem.unusable(content.fault().get());
        }
        if (content.format() == ModelFormat.STATE_DICT) {
            try (WeightsFile weights = WeightsFile.open(file)) {
                if (weights.tensors().isEmpty()) {
                    throw ModelFilesProblem.unusable("The file has no tensors.");
                }
            } catch (WeightsRefused refused) {
                throw ModelFilesProblem.unusable(refused.reason());
            }
        }
    }
}
