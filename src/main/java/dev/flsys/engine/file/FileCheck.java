package dev.flsys.engine.file;

import dev.flsys.engine.torchscript.TorchScriptCheck;
import dev.flsys.engine.torchscript.TorchScriptRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The checks of a model file that need no engine: they read the file, and run nothing in it. */
public final class FileCheck {

    private FileCheck() {}

    /**
     * The format of {@code file}, and why it cannot be used. TorchScript is read completely; of ONNX the tensors are
     * skipped, and the files that hold its weights must be beside it. The content of a state dict is not checked.
     *
     * @throws IOException if the file cannot be read
     */
    public static ModelContent of(Path file) throws IOException {
        ModelContent content = ModelContent.read(file);
        if (content.fault().isPresent()) {
            return content;
        }
        return new ModelContent(
                content.format(),
                switch (content.format()) {
                    case STATE_DICT -> Optional.empty();
                    case TORCHSCRIPT -> checkTorchScript(file);
                    case ONNX -> onnx(file);
                });
    }

    private static Optional<String> checkTorchScript(Path file) throws IOException {
        try {
            TorchScriptCheck.require(file);
            return Optional.empty();
        } catch (TorchScriptRefused refused) {
            return Optional.of("The file " + refused.detail() + ".");
        }
    }

    private static Optional<String> onnx(Path file) {
        try {
            OnnxExternalData.requireBeside(file);
            return Optional.empty();
        } catch (ModelUnusable refused) {
            return Optional.of("The file " + refused.detail() + ".");
        }
    }
}
