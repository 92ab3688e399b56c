package dev.flsys.model.serving;

import dev.flsys.telemetry.Traces;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The metrics of loads and swaps, of picture models and of the deployed model. Thread-safe. */
@Singleton
public final class LoadMeters {

    /** The use of the models in the list of the project. */
    public static final String PICTURE = "picture";

    /** The use of the model behind {@code /predict}. */
    public static final String DEPLOYED = "deployed";

    private static final String SUCCESS = "success";
    private static final String FAILED = "failed";

    /** An export through the project's Python takes up to minutes. */
    private static final Duration[] BUCKETS =
            List.of(10, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 1_800_000).stream()
                    .map(Duration::ofMillis)
                    .toArray(Duration[]::new);

    private static final AttributeKey<String> USE = AttributeKey.stringKey("flsys.model.use");
    private static final AttributeKey<String> MODEL = AttributeKey.stringKey("flsys.model.id");

    private final MeterRegistry meters;

    @Inject
    LoadMeters(MeterRegistry meters) {
        this.meters = meters;
        for (String use : List.of(PICTURE, DEPLOYED)) {
            for (boolean success : new boolean[] {true, false}) {
                load(use, success);
                swap(use, success);
            }
        }
    }

    /** Measures nothing. */
    public static LoadMeters none() {
        return new LoadMeters(new CompositeMeterRegistry());
    }

    /**
     * Records a load that has ended, with the export before it, and with its time in the queue of loads.
     *
     * @param use {@link #PICTURE} or {@link #DEPLOYED}
     * @param name the name of the model, for its span
     * @param startNanos its begin by {@link System#nanoTime()}
     */
    public void recordLoad(String use, String name, long startNanos, boolean success) {
        long nanos = System.nanoTime() - startNanos;
        if (Traces.isOn()) {
            Traces.report("model load", null, Attributes.of(USE, use, MODEL, name), startNanos, nanos, success);
        }
        load(use, success).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Counts a swap of {@code use}. After a failed swap, the previous version still serves. */
    public void countSwap(String use, boolean success) {
        swap(use, success).increment();
    }

    private Timer load(String use, boolean success) {
        return Timer.builder("flsys.model.load")
                .description("Time of the load of a model, with its export")
                .tag("use", use)
                .tag("outcome", success ? SUCCESS : FAILED)
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }

    private Counter swap(String use, boolean success) {
        return Counter.builder("flsys.model.swaps")
                .description("Swaps of a model: of a changed file, or by /update_model")
                .tag("use", use)
                .tag("outcome", success ? SUCCESS : FAILED)
                .register(meters);
    }
}
