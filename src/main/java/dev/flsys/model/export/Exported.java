package dev.flsys.model.export;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The executable forms of a state dict, in the cache.
 *
 * @param folder where they are
 * @param torchScript the model as TorchScript without debug records, frozen where that changed nothing; input
 *     {@code float[n][3][S][S]}, output {@code float[n][outputs]} (logits, or whatever the model returns)
 * @param onnx the same as ONNX, weights inside, its input named "input", its output named "output". It was not run: ask
 *     {@link ExportProbe} before use whether it answers the same
 * @param className the class that was found for the id
 * @param outputs how many outputs the model has, which need not be as many as there are labels
 * @param answers what {@code torchScript} answers to {@link ExportProbe#picture}, {@code [12][outputs]}; NaN where that
 *     is not finite
 * @param madeBy version of torch and the way of export, for people
 * @param pillow version of the Pillow that the child could import; empty without one, and in entries of older versions
 *     of FLSys
 * @param noOnnx why there is no {@code onnx}, for people; empty if there is one
 */
public record Exported(
        Path folder,
        Path torchScript,
        Optional<Path> onnx,
        String className,
        int outputs,
        List<List<Float>> answers,
        String madeBy,
        Optional<String> pillow,
        Optional<String> noOnnx) {

    public Exported {
        answers = answers.stream().map(List::copyOf).toList();
    }
}
