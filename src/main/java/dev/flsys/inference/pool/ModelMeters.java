package dev.flsys.inference.pool;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The meters of one operation with one model. All of them exist from the first request on, so a rate sees the first
 * failure. Thread-safe.
 */
public final class ModelMeters {

    /** Upper bounds of the buckets for the time of a batch, and for the time in the queue. */
    static final Duration[] BUCKETS = List.of(
                    100,
                    250,
                    500,
                    1_000,
                    2_500,
                    5_000,
                    10_000,
                    25_000,
                    50_000,
                    100_000,
                    250_000,
                    500_000,
                    1_000_000,
                    2_500_000,
                    5_000_000,
                    10_000_000)
            .stream()
            .map(micros -> Duration.ofNanos(micros * 1_000L))
            .toArray(Duration[]::new);

    private final Map<RequestOutcome, Counter> requests = new EnumMap<>(RequestOutcome.class);
    private final Timer inference;

    ModelMeters(MeterRegistry meters, Operation operation, String model) {
        for (RequestOutcome outcome : RequestOutcome.values()) {
            requests.put(
                    outcome,
                    Counter.builder("flsys.inference.requests")
                            .description("Requests for predictions that have ended")
                            .tag("operation", operation.label())
                            .tag("model", model)
                            .tag("outcome", outcome.label())
                            .register(meters));
        }
        inference = Timer.builder("flsys.inference.run")
                .description("Time in which a worker ran a batch: decoding, and the calls of the model")
                .tag("operation", operation.label())
                .tag("model", model)
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }

    /** Counts a request that has ended. */
    public void countEnd(RequestOutcome outcome) {
        Counter counter = requests.get(outcome);
        if (counter != null) {
            counter.increment();
        }
    }

    /** Records the time of a batch. */
    public void recordBatch(long nanos) {
        inference.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Removes the meters. */
    void remove(MeterRegistry meters) {
        for (Meter each : requests.values()) {
            meters.remove(each);
        }
        meters.remove(inference);
    }
}
