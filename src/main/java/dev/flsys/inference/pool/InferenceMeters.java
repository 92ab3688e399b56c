package dev.flsys.inference.pool;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The metrics of predictions. At most {@value #MAX_MODELS} models of an operation have a label of their own, from their
 * first lease on. A further model gets the label {@value #OTHER}. When another model has not been used for an hour, the
 * further model takes its place. The names of unknown models are never labels. Thread-safe.
 */
@Singleton
public final class InferenceMeters implements PoolMeters {

    static final int MAX_MODELS = 20;
    static final String OTHER = "other";
    private static final String DEPLOYED = "deployed";
    private static final Duration KEPT = Duration.ofHours(1);
    private static final double[] BATCHES = {1, 2, 4, 8, 16, 32, 64, 128, 256};

    private final MeterRegistry meters;
    private final LongSupplier nanoTime;
    private final Timer queue;
    private final DistributionSummary batches;
    private final ModelMeters deployed;
    private final Map<Operation, Labels> labels = new HashMap<>();

    @Inject
    InferenceMeters(MeterRegistry meters) {
        this(meters, System::nanoTime);
    }

    /** @param nanoTime a clock like {@link System#nanoTime()} */
    InferenceMeters(MeterRegistry meters, LongSupplier nanoTime) {
        this.meters = meters;
        this.nanoTime = nanoTime;
        this.queue = Timer.builder("flsys.inference.queue")
                .description("Time that requests waited for a worker")
                .serviceLevelObjectives(ModelMeters.BUCKETS)
                .register(meters);
        this.batches = DistributionSummary.builder("flsys.inference.batch.size")
                .description("Requests that a worker took as one batch")
                .serviceLevelObjectives(BATCHES)
                .register(meters);
        this.deployed = new ModelMeters(meters, Operation.PREDICT, DEPLOYED);
        for (Operation each : new Operation[] {Operation.PICTURE, Operation.TENSOR, Operation.EXPLANATION}) {
            labels.put(each, new Labels(each));
        }
    }

    @Override
    public void recordWait(long nanos) {
        queue.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void recordBatchSize(int requests) {
        batches.record(requests);
    }

    /** The meters of predictions with the deployed model. */
    public ModelMeters deployed() {
        return deployed;
    }

    /**
     * The meters of a model that was leased, or the meters of {@value #OTHER}.
     *
     * @param operation not {@link Operation#PREDICT}
     */
    public ModelMeters leased(Operation operation, String model) {
        return of(operation).leased(model);
    }

    /** The same as {@link #leased}, for a name that may not belong to a model. The name does not become a new label. */
    public ModelMeters named(Operation operation, String model) {
        return of(operation).named(model);
    }

    private Labels of(Operation operation) {
        return Optional.ofNullable(labels.get(operation)).orElseThrow();
    }

    /** The models of one operation that have labels. */
    private final class Labels {

        private final Operation operation;
        private final ModelMeters other;
        private final Map<String, Used> known = new ConcurrentHashMap<>();

        Labels(Operation operation) {
            this.operation = operation;
            this.other = new ModelMeters(meters, operation, OTHER);
        }

        ModelMeters named(String model) {
            Used used = known.get(model);
            return used == null ? other : used.meters;
        }

        ModelMeters leased(String model) {
            Used used = known.get(model);
            return used == null ? added(model) : used.now(nanoTime.getAsLong());
        }

        private synchronized ModelMeters added(String model) {
            long now = nanoTime.getAsLong();
            if (known.size() >= MAX_MODELS && !removed(now)) {
                return other;
            }
            return known.computeIfAbsent(model, name -> new Used(new ModelMeters(meters, operation, name), now))
                    .now(now);
        }

        private boolean removed(long now) {
            return known.entrySet().stream()
                    .filter(each -> now - each.getValue().nanos.get() > KEPT.toNanos())
                    .min((one, two) -> Long.compare(
                            one.getValue().nanos.get() - now,
                            two.getValue().nanos.get() - now))
                    .map(oldest -> {
                        known.remove(oldest.getKey());
                        oldest.getValue().meters.remove(meters);
                        return true;
                    })
                    .orElse(false);
        }
    }

    /** The meters of a model, and the time of its last use. */
    private static final class Used {

        private final ModelMeters meters;
        private final AtomicLong nanos;

        Used(ModelMeters meters, long now) {
            this.meters = meters;
            this.nanos = new AtomicLong(now);
        }

        ModelMeters now(long now) {
            nanos.lazySet(now);
            return meters;
        }
    }
}
