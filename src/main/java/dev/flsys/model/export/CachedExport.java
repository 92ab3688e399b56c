package dev.flsys.model.export;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An exported state dict in the cache.
 *
 * @param folder the folder of its files
 * @param torchScript the model as TorchScript without debug records, frozen if that changes no answer; input
 *     {@code float[n][channels][S][S]}, output {@code float[n][outputs]} (the values that the model returns)
 * @param onnx the same as ONNX with its weights inside, its input named "input", its output named "output". Check it by
 *     {@link ExportProbe} before use: it has never run
 * @param className the class of the model
 * @param channels the channels of the pictures that it takes, 1 or 3
 * @param outputs the number of outputs, which may differ from the number of labels
 * @param answers the answers of {@code torchScript} to {@link ExportProbe#picture}, {@code [12][outputs]}; NaN if an
 *     answer is not finite
 * @param madeBy version of torch and the way of export, for users
 * @param note the reason why the class is not the one that the id names, for users; empty if it is
 * @param pillow version of the project's Pillow; empty without one, and in entries of older versions of FLSys
 * @param noOnnx the reason why there is no {@code onnx}, for users; empty if there is one
 * @param inputs the files of the project that the definition consists of and read during the export
 */
public record CachedExport(
        Path folder,
        Path torchScript,
        Optional<Path> onnx,
        String className,
        int channels,
        int outputs,
        List<List<Float>> answers,
        String madeBy,
        Optional<String> note,
        Optional<String> pillow,
        Optional<String> noOnnx,
        List<Path> inputs) {

    public CachedExport {
        inputs = List.copyOf(inputs);
        answers = answers.stream().map(List::copyOf).toList();
    }
}
