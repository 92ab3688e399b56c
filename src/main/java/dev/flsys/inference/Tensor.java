package dev.flsys.inference;

/**
 * The input of a tensor model.
 *
 * @param values row by row, {@code float[rows * numbers in a row]}, all finite
 * @param rows at least 1
 */
record Tensor(float[] values, int rows) {}
