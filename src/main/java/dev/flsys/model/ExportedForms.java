package dev.flsys.model;

import dev.flsys.engine.AnswerCheck;
import dev.flsys.engine.EngineFile;
import java.util.Optional;

/**
 * The forms in which a state dict can be executed.
 *
 * @param torchScript serves unless {@code onnx} does
 * @param onnx the faster form; it serves if it loads and {@code check} finds no difference. Empty if there is none, for
 *     the reason that the detail of {@code torchScript} tells
 * @param check the answers that {@code torchScript} gave when it was made
 */
public record ExportedForms(EngineFile torchScript, Optional<EngineFile> onnx, AnswerCheck check) {}
