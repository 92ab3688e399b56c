package dev.flsys.inference.pool;

import dev.flsys.telemetry.Traces;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.context.Context;
import java.util.List;

/** The spans of jobs: the time in the queue and the time of their batch, below the request. */
final class JobSpans {

    private static final AttributeKey<Long> SIZE = AttributeKey.longKey("flsys.batch.size");
    private static final AttributeKey<String> MODEL = AttributeKey.stringKey("flsys.model.id");

    private JobSpans() {}

    /**
     * Reports the jobs of a batch that have an answer. Does nothing for requests without a trace.
     *
     * @param startNanos the time at which the worker took the batch, by {@link System#nanoTime()}
     */
    static void report(List<? extends Job<?>> batch, long startNanos, long nanos) {
        for (Job<?> job : batch) {
            Context trace = job.trace();
            if (trace != null && job.answer().isDone()) {
                Traces.report(
                        "queue", trace, Attributes.empty(), job.createdNanos(), startNanos - job.createdNanos(), true);
                AttributesBuilder attributes = Attributes.builder().put(SIZE, (long) batch.size());
                job.model().ifPresent(model -> attributes.put(MODEL, model));
                boolean success = !job.answer().isCompletedExceptionally();
                Traces.report("inference", trace, attributes.build(), startNanos, nanos, success);
            }
        }
    }
}
