package dev.flsys.tracking.mlflow;

/**
 * A value of a metric.
 *
 * @param key a valid key, see {@link MlflowNames}
 * @param value any number, NaN and infinities included
 * @param timestamp milliseconds since 1970
 * @param step the round
 */
public record MlflowMetric(String key, double value, long timestamp, long step) {}
