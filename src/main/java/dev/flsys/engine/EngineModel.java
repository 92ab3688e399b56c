package dev.flsys.engine;

import dev.flsys.engine.file.ModelFormat;
import java.util.List;
import java.util.Optional;

/** A model in memory. Thread-safe, except {@link #close()}, which requires that no call is in flight. */
public interface EngineModel extends AutoCloseable {

    /**
     * Runs the model on a batch.
     *
     * @param input the values, row by row, in the number that {@code shape} defines; not kept and not changed
     * @param shape the shape of the batch, {@code [n, channels, side, side]} for pictures, {@code [n, features]} for
     *     tensors, {@code n >= 1}; {@code n} is 1 unless {@link #batchable()}
     * @return the outputs of the network, {@code float[n][outputs()]}
     * @throws ForwardFailed if the model fails on this input
     */
    float[][] forward(float[] input, long... shape);

    /** The same as {@link #forward(float[], long...)}, for values that need not be in one array. */
    default float[][] forward(BatchValues input, long... shape) {
        return forward(input.array(), shape);
    }

    /**
     * Runs the model on one item of zeros, as a test.
     *
     * @throws ForwardFailed if the model fails
     */
    default void tryOnce() {
        WarmUp.callOnce(this::forward, itemShape());
    }

    /** The shape of one item, {@code [channels, side, side]} with 1 or 3 channels, or {@code [features]}. */
    long[] itemShape();

    /** The number of values that the model answers for one item, at least 1. */
    int outputs();

    /** The name of the input. If the file has no names, it is the name that Triton's libtorch backend uses. */
    default String inputName() {
        return "INPUT__0";
    }

    /** The name of the output that has the answers. If the file has no names, see {@link #inputName()}. */
    default String outputName() {
        return "OUTPUT__0";
    }

    /** Whether items in a batch get the same answers as single items; false for a model exported for one item. */
    boolean batchable();

    /** The kind of its answers, by its answers to test inputs. */
    default AnswerKind answers() {
        return AnswerKind.NUMBERS;
    }

    /** Whether it takes the levels of pixels, 0 to 255, instead of normalised values. */
    default boolean takesLevels() {
        return false;
    }

    /**
     * The names of the classes in the order of the outputs, as the file has them; empty if it has none. Numbers are
     * written in digits.
     */
    default List<String> classes() {
        return List.of();
    }

    /**
     * The reason why {@link #gradients} cannot be called, as the rest of a sentence, such as {@code has no
     * convolution}. Empty if it can be called. Reads the file at the first call.
     */
    default Optional<String> whyNoGradients() {
        return Optional.of("runs in libtorch, which gives the service no gradients. Models that run as ONNX have them");
    }

    /**
     * The feature maps of the last convolution for one item, and the gradient of the scores with respect to them. The
     * first call loads a second form of the model, which {@link #close} frees.
     *
     * @param input the values of one item
     * @param seed the weight of each score, {@code float[outputs()]}. A score is an output before a softmax or sigmoid
     * @throws ForwardFailed if the model fails on this input, or its second form does not load
     */
    default FeatureGradients gradients(float[] input, float[] seed) {
        throw new UnsupportedOperationException(whyNoGradients().orElse(""));
    }

    /** The file that it was loaded from. */
    EngineFile file();

    /** The format that its engine runs: {@link ModelFormat#TORCHSCRIPT} or {@link ModelFormat#ONNX}. */
    default ModelFormat runsAs() {
        return file().format();
    }

    /**
     * Sentences for users about the running form: how it was made, why it runs rather than another form, and whether
     * its answers are already probabilities. Empty if there is nothing to report.
     */
    default Optional<String> detail() {
        return answers().addTo(file().detail());
    }

    /**
     * Frees its memory. No call may be in flight or follow: native code would read freed memory and end the process.
     */
    @Override
    void close();
}
