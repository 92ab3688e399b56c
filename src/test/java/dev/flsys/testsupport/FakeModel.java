package dev.flsys.testsupport;

import dev.flsys.engine.EngineModel;
import dev.flsys.engine.ModelFormat;
import java.util.concurrent.atomic.AtomicInteger;

/** A model that answers a constant. It counts calls after it was closed, and a close in use or a second one. */
public final class FakeModel implements EngineModel {

    private final float answer;
    private final long[] itemShape;
    private final Runnable during;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger closes = new AtomicInteger();
    private final AtomicInteger faults = new AtomicInteger();

    public FakeModel(float answer) {
        this(answer, Thread::onSpinWait, 1);
    }

    /** @param during runs within each call; it may wait or throw */
    public FakeModel(float answer, Runnable during, long... itemShape) {
        this.answer = answer;
        this.during = during;
        this.itemShape = itemShape;
    }

    @Override
    public float[][] forward(float[] input, long... shape) {
        inFlight.incrementAndGet();
        if (closes.get() > 0) {
            faults.incrementAndGet();
        }
        try {
            during.run();
        } finally {
            if (closes.get() > 0) {
                faults.incrementAndGet();
            }
            inFlight.decrementAndGet();
        }
        return new float[][] {{answer}};
    }

    @Override
    public long[] itemShape() {
        return itemShape;
    }

    @Override
    public int outputs() {
        return 1;
    }

    @Override
    public boolean batchable() {
        return true;
    }

    @Override
    public ModelFormat runsAs() {
        return ModelFormat.ONNX;
    }

    @Override
    public void close() {
        if (closes.incrementAndGet() > 1 || inFlight.get() > 0) {
            faults.incrementAndGet();
        }
    }

    public float answer() {
        return forward(new float[0])[0][0];
    }

    public boolean isClosed() {
        return closes.get() > 0;
    }

    /** The number of wrong uses. */
    public int faults() {
        return faults.get();
    }
}
