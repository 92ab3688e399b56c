package dev.flsys.inference;

/**
 * The input of a tensor model.
 *
 * @param values {@code float[rows * features]}, row by row, all finite
 * @param rows at least 1
 */
record Tensor(float[] values, int rows) {}
