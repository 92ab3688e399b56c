package dev.flsys.inference;

import java.time.Duration;

/**
 * The outputs of rows, and the times of the steps.
 *
 * @param outputs {@code float[rows][outputs]}
 * @param waited the time until a worker took the rows
 * @param ran the time of the batch that they were a part of
 */
public record RowAnswer(float[][] outputs, Duration waited, Duration ran) {}
