package dev.flsys.engine;

import java.util.Optional;

/**
 * A model in memory. Safe for use by several threads, but for {@link #close()}, which needs that no call is in flight.
 */
public interface EngineModel extends AutoCloseable {

    /**
     * Runs the model on a batch.
     *
     * @param input the values, row by row, as many as {@code shape} says; not kept and not changed
     * @param shape of the batch, {@code [n, 3, side, side]} for pictures, {@code [n, features]} for tensors, {@code n
     *     >= 1}; {@code n} is 1 unless {@link #batchable()}
     * @return the outputs as they come from the network, {@code float[n][outputs()]}
     * @throws ForwardFailed if the model fails on this input
     */
    float[][] forward(float[] input, long... shape);

    /**
     * Runs it on one item of zeros, to see whether it answers.
     *
     * @throws ForwardFailed if it does not
     */
    default void tryOnce() {
        WarmUp.callOnce(this::forward, itemShape());
    }

    /** The shape of one item, {@code [3, side, side]} or {@code [features]}. */
    long[] itemShape();

    /** How many values it answers for one item, at least 1. */
    int outputs();

    /** Whether items of a batch get the same answers as alone; a model exported for one item at a time does not. */
    boolean batchable();

    /** What runs it: {@link ModelFormat#TORCHSCRIPT} or {@link ModelFormat#ONNX}. */
    ModelFormat runsAs();

    /**
     * Where what runs comes from, and why it runs rather than another form, for people; empty for a user's own file.
     */
    default Optional<String> detail() {
        return Optional.empty();
    }

    /**
     * Frees its memory. No call may be in flight or follow: native code would read freed memory and end the process.
     */
    @Override
    void close();
}
