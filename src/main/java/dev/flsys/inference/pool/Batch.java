package dev.flsys.inference.pool;

import dev.flsys.engine.BatchValues;
import dev.flsys.model.serving.ModelVersion;
import java.util.Arrays;
import java.util.List;

/**
 * Items for one model. They run in one call if the model's answer for a row does not depend on the other rows.
 * Otherwise, or if the call fails, they run one by one, so that only the bad item fails.
 */
public final class Batch {

    /** The most values of one call: 20 pictures of 224 x 224. More would take much memory and gain little time. */
    private static final int MAX_VALUES = 3 * 1024 * 1024;

    private final ModelVersion version;
    private final boolean batchable;
    private final long[] rowShape;
    private final int rowValues;

    /** @param version the caller holds a lease of it */
    public Batch(ModelVersion version) {
        this.version = version;
        this.batchable = version.batchable();
        this.rowShape = version.itemShape();
        this.rowValues = Math.toIntExact(Arrays.stream(rowShape).reduce(1, Math::multiplyExact));
    }

    /** Answers or fails each of {@code items}. */
    public void run(List<? extends BatchItem> items) {
        if (items.size() < 2 || !batchable || !answeredTogether(items)) {
            items.forEach(this::runAlone);
        }
    }

    /**
     * The outputs for some rows, {@code float[rows][outputs]}, in as few calls as the model allows.
     *
     * @param values {@code rows} times the values of a row
     */
    public float[][] computeOutputs(BatchValues values, int rows) {
        float[][] outputs = forward(values);
        if (outputs.length != rows) {
            throw InferenceProblem.failed("The model answered " + outputs.length + " rows to " + rows + ".");
        }
        return outputs;
    }

    private boolean answeredTogether(List<? extends BatchItem> items) {
        float[][] outputs;
        try {
            outputs = forward(concatenate(items));
        } catch (RuntimeException oneOfThem) {
            return false;
        }
        int from = 0;
        for (BatchItem item : items) {
            item.answer(Arrays.copyOfRange(outputs, from, from + item.rows()));
            from += item.rows();
        }
        return true;
    }

    private void runAlone(BatchItem item) {
        try {
            item.answer(forward(item.input()));
        } catch (Throwable failure) {
            item.fail(failure);
        }
    }

    private static BatchValues concatenate(List<? extends BatchItem> items) {
        return BatchValues.concatenate(items.stream().map(BatchItem::input).toList());
    }

    /** Runs the rows in as few calls as the model and {@link #MAX_VALUES} allow. */
    private float[][] forward(BatchValues input) {
        int rows = input.count() / rowValues;
        int max = batchable ? Math.max(1, MAX_VALUES / rowValues) : 1;
        if (rows <= max) {
            return call(input, rows);
        }
        float[][] outputs = new float[rows][];
        for (int from = 0; from < rows; from += max) {
            int to = Math.min(rows, from + max);
            BatchValues part = input.slice(from * rowValues, to * rowValues);
            System.arraycopy(call(part, to - from), 0, outputs, from, to - from);
        }
        return outputs;
    }

    private float[][] call(BatchValues input, int rows) {
        return ModelCall.of(version, model -> model.forward(input, shape(rows)));
    }

    private long[] shape(int rows) {
        long[] shape = new long[rowShape.length + 1];
        shape[0] = rows;
        System.arraycopy(rowShape, 0, shape, 1, rowShape.length);
        return shape;
    }
}
