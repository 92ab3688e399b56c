package dev.flsys.inference;

/**
 * A label and its probability.
 *
 * @param label one of CLASS_LABELS
 * @param probability 0 to 1; the probabilities of one picture add up to 1, unless {@code activation} is {@code sigmoid}
 *     or {@code none}
 */
public record Prediction(String label, double probability) {}
