package dev.flsys.model.serving;

import dev.flsys.engine.AnswerKind;
import dev.flsys.engine.EngineModel;
import dev.flsys.engine.file.ModelFormat;
import dev.flsys.model.catalog.ModelOptions;
import dev.flsys.project.FileStamp;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * One content of a model file in memory. A version counts references: one of its creator until {@link #retire()}, and
 * one of each {@link ModelLease}. The model is closed with the last reference. Thread-safe.
 */
public final class ModelVersion {

    private static final Logger LOG = Logger.getLogger(ModelVersion.class);
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final long number = NUMBERS.incrementAndGet();
    private final String name;
    private final FileStamp stamp;
    private final Optional<ModelOptions> options;
    private final EngineModel model;
    private final AtomicInteger references = new AtomicInteger(1);
    private final AtomicBoolean retired = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final OverdueCalls overdueCalls = new OverdueCalls(System::nanoTime);

    /**
     * @param name the model's name for clients
     * @param stamp the file before it was loaded
     * @param options the options of a picture model; empty for a tensor model
     * @param model the loaded model; this version closes it
     */
    public ModelVersion(String name, FileStamp stamp, Optional<ModelOptions> options, EngineModel model) {
        this.name = name;
        this.stamp = stamp;
        this.options = options;
        this.model = model;
    }

    /** A number that no other version in this process has; a later version has a greater one. */
    public long number() {
        return number;
    }

    /** The model's name for clients. */
    public String name() {
        return name;
    }

    /** The file before it was loaded. */
    public FileStamp stamp() {
        return stamp;
    }

    /** The options of a picture model; empty for a tensor model. */
    public Optional<ModelOptions> options() {
        return options;
    }

    /** Whether a file of the project that defines the network, or that the definition read, has changed since. */
    boolean hasOutdatedInputs() {
        return model.file().inputs().stream().anyMatch(ModelSwap::hasChanged);
    }

    /** A lease; empty if this version was retired and its last lease is closed. */
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

    /** Releases the creator's reference; the model is closed with the last lease. Later calls do nothing. */
    public void retire() {
        if (retired.compareAndSet(false, true)) {
            release();
        }
    }

    /** Releases one reference, and closes the model if it was the last. */
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

    /** The input shape of one item, {@code [channels, side, side]} or {@code [features]}. */
    public long[] itemShape() {
        return model.itemShape();
    }

    /** The number of values that the model answers for one item. */
    public int outputs() {
        return model.outputs();
    }

    /** The name of the input. */
    public String inputName() {
        return model.inputName();
    }

    /** The name of the output. */
    public String outputName() {
        return model.outputName();
    }

    /** The kind of its answers. */
    public AnswerKind answers() {
        return model.answers();
    }

    /** Whether the model takes the levels of pixels, 0 to 255, instead of normalised values. */
    public boolean takesLevels() {
        return model.takesLevels();
    }

    /** The names of the classes in the order of the outputs, if the file has them. */
    public List<String> classes() {
        return model.classes();
    }

    /** Whether an item of a batch gets the same answer as alone. */
    public boolean batchable() {
        return model.batchable();
    }

    /** Reports a call that has taken longer than {@code limit} and still runs, under a lease of its own. */
    public void callIsLate(Duration limit) {
        overdueCalls.countOverdue(limit);
    }

    /** Reports the end of a {@link #callIsLate late} call. */
    public void lateCallEnded() {
        overdueCalls.countEnded();
    }

    /** Reports a call that was answered in time. */
    public void callAnswered() {
        overdueCalls.countAnswered();
    }

    /** The reason in sentences why the model must not be called now; empty if it may be called. */
    public Optional<String> whyNotCalled() {
        return overdueCalls.refusalReason(name);
    }

    /** Whether a late call still runs; it may never end. */
    boolean hangs() {
        return overdueCalls.hanging() > 0;
    }

    /** The model; for holders of a lease. */
    public EngineModel model() {
        return model;
    }

    /** The format that its engine runs. */
    public ModelFormat runsAs() {
        return model.runsAs();
    }

    /** Whether a lease is open. */
    boolean isLeased() {
        return references.get() > (retired.get() ? 0 : 1);
    }

    /** Complete when the model is closed. */
    CompletionStage<Void> closed() {
        return closed;
    }
}
