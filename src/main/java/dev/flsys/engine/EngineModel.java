package dev.flsys.engine;

import java.util.Optional;

/**
 * A model in memory. Safe for use by several threads, except {@link #close()}, which requires that no call is in
 * flight.
 */
public interface EngineModel extends AutoCloseable {

    /**
     * Runs the model on a batch.
     *
     * @param input the values, row by row, in the number that {@code shape} defines; not kept and not changed
     * @param shape the shape of the batch, {@code [n, 3, side, side]} for pictures, {@code [n, features]} for tensors,
     *     {@code n >= 1}; {@code n} is 1 unless {@link #batchable()}
     * @return the outputs of the network, {@code float[n][outputs()]}
     * @throws ForwardFailed if the model fails on this input
     */
    float[][] forward(float[] input, long... shape);

    /**
     * Runs the model on one item of zeros, as a test.
     *
     * @throws ForwardFailed if the model fails
     */
    default void tryOnce() {
        WarmUp.callOnce(this::forward, itemShape());
    }

    /** The shape of one item, {@code [3, side, side]} or {@code [features]}. */
    long[] itemShape();

    /** The number of values that the model answers for one item, at least 1. */
    int outputs();

    /** Whether items in a batch get the same answers as single items; false for a model exported for one item. */
    boolean batchable();

    /** The format that its engine runs: {@link ModelFormat#TORCHSCRIPT} or {@link ModelFormat#ONNX}. */
    ModelFormat runsAs();

    /**
     * How the running form was made, and why it runs rather than another one, for users; empty for a user's own file.
     */
    default Optional<String> detail() {
        return Optional.empty();
    }

    /** The class of the project that it was exported from; empty for a user's own file. */
    default Optional<String> className() {
        return Optional.empty();
    }

    /**
     * Frees its memory. No call may be in flight or follow: native code would read freed memory and end the process.
     */
    @Override
    void close();
}
