package dev.flsys.testsupport;

import dev.flsys.engine.EngineModel;
import dev.flsys.engine.ModelFormat;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers a constant, and tells when it is used after it was closed, closed in use, or closed twice. */
public final class FakeModel implements EngineModel {

    private final float answer;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger closes = new AtomicInteger();
    private final AtomicInteger faults = new AtomicInteger();

    public FakeModel(float answer) {
        this.answer = answer;
    }

    @Override
    public float[][] forward(float[] input, long... shape) {
        inFlight.incrementAndGet();
        if (closes.get() > 0) {
            faults.incrementAndGet();
        }
        Thread.onSpinWait();
        if (closes.get() > 0) {
            faults.incrementAndGet();
        }
        inFlight.decrementAndGet();
        return new float[][] {{answer}};
    }

    @Override
    public long[] itemShape() {
        return new long[] {1};
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

    /** How often it was used wrongly. */
    public int faults() {
        return faults.get();
    }
}
