package dev.flsys.tracking;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The values of one moment of a run.
 *
 * @param step number of the round
 * @param time the time at which the round ended
 * @param values by tag, such as {@code accuracy} or {@code client/3/train/loss}; NaN and infinities are allowed
 */
record Points(long step, Instant time, Map<String, Double> values) {

    Points {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
