package dev.flsys.inference;

import dev.flsys.engine.BatchValues;
import dev.flsys.inference.pool.BatchItem;
import dev.flsys.inference.pool.InferenceClient;
import dev.flsys.inference.pool.LeasedJob;
import dev.flsys.model.serving.ModelLease;
import java.time.Duration;

/** Rows of numbers that wait for a worker. */
final class RowJob extends LeasedJob<RowAnswer> implements BatchItem {

    private final BatchValues values;
    private final int rows;
    private final long submitted = System.nanoTime();
    private volatile long started = submitted;

    /**
     * @param lease the lease of the model; this job closes it
     * @param values the rows, as many values as the model's item shape has for each
     * @param rows at least 1
     */
    RowJob(ModelLease lease, BatchValues values, int rows, InferenceClient client) {
        super(lease, client);
        this.values = values;
        this.rows = rows;
    }

    /** Reports that a worker has taken the rows. */
    void start() {
        started = System.nanoTime();
    }

    @Override
    public BatchValues input() {
        return values;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public void answer(float[][] outputs) {
        answer().complete(new RowAnswer(
                outputs, Duration.ofNanos(started - submitted), Duration.ofNanos(System.nanoTime() - started)));
    }
}
