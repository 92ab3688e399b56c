package dev.flsys.model;

import dev.flsys.engine.AnswerCheck;
import dev.flsys.engine.EngineFile;
import java.util.Optional;

/**
 * The forms of an exported state dict that engines load.
 *
 * @param torchScript serves unless {@code onnx} does
 * @param onnx the faster form; it serves if it loads and {@code check} finds no difference. Empty if it could not be
 *     made; the detail of {@code torchScript} has the reason
 * @param check compares answers with those of {@code torchScript} in the project's Python, once for each load
 * @param channels the channels of the pictures that both take: 3 for RGB, 1 for grey
 */
public record ExportedForms(EngineFile torchScript, Optional<EngineFile> onnx, AnswerCheck check, int channels) {}
