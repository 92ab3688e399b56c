package dev.flsys.inference;

/** A part of a batch: rows for a model, and the receiver of their outputs. */
interface BatchItem {

    /** The values, {@code float[rows() * values of a row]}, row by row. */
    float[] input();

    /** The number of rows, at least 1. */
    int rows();

    /** Receives the outputs, {@code float[rows()][outputs]}. */
    void answer(float[][] outputs);

    /** Receives the failure. */
    void fail(Throwable why);
}
