package dev.flsys.inference;

import java.time.Duration;

/**
 * The outputs of rows, and where the time went.
 *
 * @param outputs {@code float[rows][outputs]}
 * @param waited the time until a worker took the rows
 * @param ran the time of the batch that they were a part of
 */
public record RowAnswer(float[][] outputs, Duration waited, Duration ran) {}
