package dev.flsys.testsupport;

import dev.flsys.engine.EngineFile;
import dev.flsys.engine.EngineModel;
import dev.flsys.engine.file.ModelFormat;
import dev.flsys.project.FileStamp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A model without an engine. It counts faults: calls of a closed model, a close during a call, and a second close.
 * Thread-safe.
 */
public final class FakeModel implements EngineModel {

    private final Forward forward;
    private final int outputs;
    private final long[] itemShape;
    private final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean levels;
    private volatile boolean single;
    private volatile List<String> classes = List.of();
    private volatile List<FileStamp> inputs = List.of();
    private volatile Runnable beforeFile = () -> {};
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger closes = new AtomicInteger();
    private final AtomicInteger faults = new AtomicInteger();

    /** The network, as {@link EngineModel#forward}. It may throw or block. */
    @FunctionalInterface
    public interface Forward {
        float[][] of(float[] input, long... shape);
    }

    /** Answers a constant to each batch. */
    public FakeModel(float answer) {
        this((input, shape) -> new float[][] {{answer}}, 1, 1);
    }

    /** @param during runs within each call; it may wait or throw */
    public FakeModel(float answer, Runnable during, long... itemShape) {
        this(
                (input, shape) -> {
                    during.run();
                    return new float[][] {{answer}};
                },
                1,
                itemShape);
    }

    public FakeModel(Forward forward, int outputs, long... itemShape) {
        this.forward = forward;
        this.outputs = outputs;
        this.itemShape = itemShape;
    }

    /** Lets the model depend on a file in its present state. */
    public void dependOn(Path file) {
        inputs = List.of(FileStamp.read(file).orElseThrow());
    }

    /**
     * Lets each later call of {@link #file} begin with a task.
     *
     * @param wait may block, as a file system does
     */
    public void beforeFile(Runnable wait) {
        beforeFile = wait;
    }

    @Override
    public EngineFile file() {
        beforeFile.run();
        return new EngineFile(Path.of("fake.onnx"), ModelFormat.ONNX, Optional.empty(), Optional.empty(), inputs);
    }

    @Override
    public float[][] forward(float[] input, long... shape) {
        inFlight.incrementAndGet();
        try {
            countIfClosed();
            if (shape.length > 0) {
                batches.add((int) shape[0]);
            }
            float[][] rows = forward.of(input, shape);
            countIfClosed();
            return rows;
        } finally {
            inFlight.decrementAndGet();
        }
    }

    private void countIfClosed() {
        if (closes.get() > 0) {
            faults.incrementAndGet();
        }
    }

    @Override
    public long[] itemShape() {
        return itemShape.clone();
    }

    @Override
    public int outputs() {
        return outputs;
    }

    @Override
    public boolean batchable() {
        return !single;
    }

    /** Makes it a model that takes one item at a time. */
    public FakeModel forSingleItems() {
        single = true;
        return this;
    }

    /** Gives it names of classes. */
    public FakeModel withClasses(String... names) {
        classes = List.of(names);
        return this;
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    /** Makes it a model that takes the levels of pixels. */
    public FakeModel onLevels() {
        levels = true;
        return this;
    }

    @Override
    public boolean takesLevels() {
        return levels;
    }

    @Override
    public void close() {
        if (closes.incrementAndGet() > 1 || inFlight.get() > 0) {
            faults.incrementAndGet();
        }
    }

    /** The sizes of the batches in the order of the calls. */
    public List<Integer> batches() {
        return List.copyOf(batches);
    }

    public boolean isClosed() {
        return closes.get() > 0;
    }

    public int faults() {
        return faults.get();
    }
}
