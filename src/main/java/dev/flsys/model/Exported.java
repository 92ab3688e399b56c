package dev.flsys.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The executable forms of a state dict, in the cache.
 *
 * @param folder where they are
 * @param torchScript the model as TorchScript without debug records, frozen where that changed nothing; input {@code float[n][3][S][S]}, output {@code float[n][outputs]}
 *     (logits, or whatever the model returns)
 * @param onnx the same as ONNX, input {@code input}, output {@code output}, any batch. Whether it agrees was checked only
 *     where the project's Python has onnxruntime: ask {@link ExportProbe#agrees} before use
 * @param className the class that was found for the id
 * @param outputs how many outputs the model has, which need not be as many as there are labels
 * @param probeOutput what the Python model answers to {@link ExportProbe#input}, {@code [2][outputs]}
 * @param madeBy version of torch and the way of export, for logs
 */
public record Exported(
        Path folder,
        Path torchScript,
        Optional<Path> onnx,
        String className,
        int outputs,
        List<List<Float>> probeOutput,
        String madeBy) {

    public Exported {
        probeOutput = probeOutput.stream().map(List::copyOf).toList();
    }
}
