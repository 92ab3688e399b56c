package dev.flsys.model;

import dev.flsys.engine.EngineModel;
import dev.flsys.engine.ModelFormat;
import dev.flsys.project.FileStamp;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * One content of a model file in memory, closed once nobody uses it: whoever made it holds one reference until
 * {@link #retire()}, and each {@link ModelLease} one more. Safe for use by several threads.
 */
public final class ModelVersion {

    private static final Logger LOG = Logger.getLogger(ModelVersion.class);
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final long number = NUMBERS.incrementAndGet();
    private final String name;
    private final FileStamp stamp;
    private final EngineModel model;
    private final AtomicInteger references = new AtomicInteger(1);
    private final AtomicBoolean retired = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final LateCalls lateCalls = new LateCalls(System::nanoTime);

    /**
     * @param name what clients call the model
     * @param stamp the file as it was when it was loaded
     * @param model which this version closes
     */
    public ModelVersion(String name, FileStamp stamp, EngineModel model) {
        this.name = name;
        this.stamp = stamp;
        this.model = model;
    }

    /** A number that no other version in this process has; a later version has a greater one. */
    public long number() {
        return number;
    }

    /** What clients call the model. */
    public String name() {
        return name;
    }

    /** The file as it was when it was loaded. */
    public FileStamp stamp() {
        return stamp;
    }

    /** A lease, unless this version was retired and its last lease has been given back. */
    public Optional<ModelLease> lease() {
        int seen = references.get();
        while (seen > 0) {
            if (references.compareAndSet(seen, seen + 1)) {
                return Optional.of(new ModelLease(this));
            }
            seen = references.get();
        }
        return Optional.empty();
    }

    /** Gives the maker's reference back; the model is closed with the last lease. Later calls do nothing. */
    public void retire() {
        if (retired.compareAndSet(false, true)) {
            release();
        }
    }

    /** Gives one reference back, and closes the model if it was the last. */
    void release() {
        if (references.decrementAndGet() == 0) {
            try {
                model.close();
            } catch (RuntimeException failed) {
                LOG.errorf(failed, "A version of the model %s was not closed", name);
            } finally {
                closed.complete(null);
            }
        }
    }

    /** The shape of one item that the model takes, {@code [3, side, side]} or {@code [features]}. */
    public long[] itemShape() {
        return model.itemShape();
    }

    /** How many values it answers for one item. */
    public int outputs() {
        return model.outputs();
    }

    /** Whether items of a batch get the same answers as alone. */
    public boolean batchable() {
        return model.batchable();
    }

    /** A call has taken longer than {@code limit}; it still runs, under a lease of its own. */
    public void callIsLate(Duration limit) {
        lateCalls.late(limit);
    }

    /** A call that {@link #callIsLate was late} has ended. */
    public void lateCallEnded() {
        lateCalls.ended();
    }

    /** A call was answered in time. */
    public void callAnswered() {
        lateCalls.answered();
    }

    /** Why the model is not to be called now, in sentences; empty if it may be called. */
    public Optional<String> whyNotCalled() {
        return lateCalls.whyNotCalled(name);
    }

    /** Whether a call of it was late and still runs, perhaps for ever. */
    boolean hangs() {
        return lateCalls.hanging() > 0;
    }

    /** The model; for holders of a lease. */
    EngineModel model() {
        return model;
    }

    /** What runs it. */
    public ModelFormat runsAs() {
        return model.runsAs();
    }

    /** Whether somebody holds a lease. */
    boolean isLeased() {
        return references.get() > (retired.get() ? 0 : 1);
    }

    /** Done when the model is closed. */
    CompletionStage<Void> closed() {
        return closed;
    }
}
