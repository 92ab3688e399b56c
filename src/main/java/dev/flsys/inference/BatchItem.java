package dev.flsys.inference;

/** A part of a batch: rows for a model, and who waits for its outputs. */
interface BatchItem {

    /** The values, row by row: {@code rows()} times as many as one row has. */
    float[] input();

    /** How many rows, at least 1. */
    int rows();

    /** Takes the outputs, {@code float[rows()][outputs]}. */
    void answer(float[][] outputs);

    /** Takes the reason why there are none. */
    void fail(Throwable why);
}
