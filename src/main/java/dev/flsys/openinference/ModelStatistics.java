package dev.flsys.openinference;

import dev.flsys.inference.RowAnswer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The statistics of one name. Thread-safe. */
final class ModelStatistics {

    private final Adder success = new Adder();
    private final Adder fail = new Adder();
    private final Adder queue = new Adder();
    private final Adder infer = new Adder();
    private final LongAdder rows = new LongAdder();
    private volatile long last;

    private static final class Adder {
        private final LongAdder count = new LongAdder();
        private final LongAdder nanos = new LongAdder();

        void add(long spent) {
            count.increment();
            nanos.add(spent);
        }

        Documents.Total total() {
            return new Documents.Total(count.sum(), nanos.sum());
        }
    }

    /** Counts an answered request. */
    void succeeded(int answeredRows, long nanos) {
        success.add(nanos);
        rows.add(answeredRows);
        last = System.currentTimeMillis();
    }

    /** Counts a request that failed after it had been read. */
    void failed(long nanos) {
        fail.add(nanos);
    }

    /** Counts the times of a prediction. */
    void predicted(RowAnswer answer) {
        queue.add(answer.waited().toNanos());
        infer.add(answer.ran().toNanos());
    }

    Documents.Statistics.Model of(String name) {
        Documents.Total none = new Documents.Total(0, 0);
        Map<String, Documents.Total> totals = new LinkedHashMap<>();
        totals.put("success", success.total());
        totals.put("fail", fail.total());
        totals.put("queue", queue.total());
        totals.put("compute_input", none);
        totals.put("compute_infer", infer.total());
        totals.put("compute_output", none);
        totals.put("cache_hit", none);
        totals.put("cache_miss", none);
        return new Documents.Statistics.Model(
                name, InferAnswer.VERSION, last, rows.sum(), success.count.sum(), totals, List.of());
    }
}
