package dev.flsys.inference.pool;

import dev.flsys.engine.BatchValues;

/** A part of a batch: rows for a model, and the receiver of their outputs. */
public interface BatchItem {

    /** The values, {@code rows() * values of a row} of them, row by row. */
    BatchValues input();

    /** The number of rows, at least 1. */
    int rows();

    /** Receives the outputs, {@code float[rows()][outputs]}. */
    void answer(float[][] outputs);

    /** Receives the failure. */
    void fail(Throwable why);
}
