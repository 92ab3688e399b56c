package dev.flsys.model.serving;

import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelId;
import dev.flsys.model.catalog.ModelOptions;
import dev.flsys.model.catalog.ModelProblem;
import dev.flsys.problem.Problem;
import dev.flsys.project.FileStamp;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One model of the catalog. The first request for a lease loads the model, and all callers that ask meanwhile share
 * this load. A file that changed, or whose options changed, is swapped in while the previous version serves. A deleted
 * file evicts the model. Thread-safe.
 */
public final class ServedModel {

    private static final Logger LOG = Logger.getLogger(ServedModel.class);

    private final ModelId id;
    private final ServingContext context;
    private final FileWatch watch;
    private final ModelSlot slot = new ModelSlot();
    /** Whether a check of the file waits for a thread. */
    private final AtomicBoolean checking = new AtomicBoolean();

    private volatile long checkedNanos;
    private volatile long usedNanos;
    private volatile @Nullable LoadFailure failure;
    private volatile @Nullable PendingLoad pending;

    public ServedModel(ModelId id, ServingContext context) {
        this.id = id;
        this.context = context;
        this.checkedNanos = context.now();
        this.watch = new FileWatch(
                id.value(),
                () -> context.catalog().find(id).map(ModelFile::stamp),
                this::isNews,
                this::onSettled,
                task -> context.queue().runAfter(context.times().settle(), task),
                new FileWatch.CompleteFiles(
                        stamp -> CompletenessCheck.hasTensors(stamp.path()),
                        task -> context.queue().runAfter(context.times().complete(), task),
                        context.times().readsOfIncomplete()));
    }

    ModelId id() {
        return id;
    }

    /**
     * Completes {@code waiter} with a lease: at once if the model is loaded, else after the load, or with a
     * {@link Problem}.
     */
    public void lease(CompletableFuture<ModelLease> waiter) {
        try {
            Optional<ModelLease> lease = slot.lease();
            if (lease.isEmpty()) {
                lease = leaseOrJoin(waiter);
            }
            lease.ifPresent(present -> {
                usedNanos = context.now();
                checkFile(present.version());
                ModelLease.deliver(present, waiter);
            });
        } catch (ModelProblem busy) {
            waiter.completeExceptionally(busy);
        }
    }

    /** A lease if the model is loaded. Starts no load, but checks the file for changes. */
    public Optional<ModelLease> leaseIfLoaded() {
        Optional<ModelLease> lease = slot.lease();
        lease.ifPresent(present -> checkFile(present.version()));
        return lease;
    }

    /** Handles the stamp of a scan; empty if the scan did not find the model. */
    public void onScanned(Optional<FileStamp> stamp) {
        watch.onFirstRead(stamp);
    }

    /** Handles a new content of {@code path}, if the loaded version is of that file. */
    public void onReplaced(Path path) {
        current()
                .filter(version -> version.stamp().path().equals(path))
                .ifPresent(version -> watch.onFirstRead(FileStamp.read(path)));
    }

    /** The current version, without a lease. The version may be closed at any time. */
    public Optional<ModelVersion> current() {
        return slot.current();
    }

    /** The reason why this content of {@code file} could not be loaded the last time. */
    public Optional<String> reason(ModelFile file) {
        LoadFailure last = failure;
        return last != null && last.isOf(file.stamp(), file.options())
                ? Optional.of(last.problem().detail())
                : Optional.empty();
    }

    /** The last reported step of the pending load. */
    public Optional<String> progress() {
        return Optional.ofNullable(pending).map(PendingLoad::progress);
    }

    public boolean isLoading() {
        return pending != null;
    }

    /** Whether its last load failed, and no version serves. */
    public boolean hasFailed() {
        return failure != null && !isLoaded();
    }

    public boolean isLoaded() {
        return slot.current().isPresent();
    }

    boolean isLeased() {
        return slot.current().map(ModelVersion::isLeased).orElse(false);
    }

    /** The time of the last lease. */
    long usedNanos() {
        return usedNanos;
    }

    /** Retires the loaded version; complete when all leases have been returned and it is closed. */
    public CompletionStage<Void> evict() {
        return slot.clear();
    }

    /** Evicts the model and publishes no further version; complete when the loaded version is closed. */
    public CompletionStage<Void> shut() {
        CompletionStage<Void> closed = slot.shut();
        PendingLoad load = pending;
        if (load != null) {
            end(load, ModelProblem.busy("The service is going down."));
        }
        return closed;
    }

    /**
     * Lets another thread read the stamp of the file, unless that was done a moment ago. The caller may be an event
     * loop, and a file system may be slow.
     */
    private void checkFile(ModelVersion version) {
        long now = context.now();
        if (now - checkedNanos < context.times().check().toNanos() || !checking.compareAndSet(false, true)) {
            return;
        }
        checkedNanos = now;
        try {
            context.queue().runSoon(() -> {
                checking.set(false);
                watch.onFirstRead(FileStamp.read(version.stamp().path()));
            });
        } catch (ModelProblem busy) {
            // A later lease checks the file.
            checking.set(false);
        }
    }

    /** A lease if a version became current meanwhile; else {@code waiter} joins the pending load. */
    private synchronized Optional<ModelLease> leaseOrJoin(CompletableFuture<ModelLease> waiter) {
        Optional<ModelLease> lease = slot.lease();
        if (lease.isEmpty()) {
            startLoad().join(waiter);
        }
        return lease;
    }

    private synchronized PendingLoad startLoad() {
        PendingLoad running = pending;
        if (running != null) {
            return running;
        }
        PendingLoad load = new PendingLoad(context.now());
        context.queue().runSoon(() -> tryLoad(load));
        pending = load;
        return load;
    }

    private void tryLoad(PendingLoad load) {
        try {
            ModelFile file = context.catalog().find(id).orElseThrow(() -> context.catalog()
                    .unknown(id.value()));
            LoadFailure last = failure;
            if (last != null && last.stillHolds(file.stamp(), file.options(), context.now(), context.times())) {
                end(load, last.problem());
                return;
            }
            long start = System.nanoTime();
            var unused = context.queue().load(slot, file, load::report).handle((swap, problem) -> {
                context.meters().recordLoad(LoadMeters.PICTURE, id.value(), start, problem == null);
                onLoaded(load, file, swap, problem);
                return null;
            });
        } catch (Problem problem) {
            end(load, problem);
        }
    }

    private void onLoaded(PendingLoad load, ModelFile file, @Nullable ModelSwap swap, @Nullable Throwable problem) {
        if ((hasChanged(file) || !file.options().answersLike(options()))
                && context.now() - load.startedNanos()
                        < context.times().deadline().toNanos()) {
            if (swap != null) {
                swap.close();
            }
            retryLater(load);
        } else if (swap != null) {
            publish(load, swap);
        } else if (problem != null) {
            fail(load, file, ModelSwap.problem(problem));
        }
    }

    /**
     * Whether the file has changed since its scan. If the file is a link that leads out of the project, only a new scan
     * shows a change.
     */
    private boolean hasChanged(ModelFile file) {
        if (file.unusable().isEmpty()) {
            return ModelSwap.hasChanged(file.stamp());
        }
        try {
            return !context.catalog().find(id).map(ModelFile::stamp).equals(Optional.of(file.stamp()));
        } catch (Problem unreadable) {
            return false;
        }
    }

    private void retryLater(PendingLoad load) {
        load.report("Waiting until the file and the options of " + id + " stop changing");
        try {
            context.queue().runAfter(context.times().settle(), () -> tryLoad(load));
        } catch (ModelProblem goingDown) {
            end(load, goingDown);
        }
    }

    private void publish(PendingLoad load, ModelSwap swap) {
        try (swap;
                ModelLease own = swap.next().lease().orElseThrow()) {
            usedNanos = context.now();
            boolean replaces = isLoaded();
            context.memory().publish(this, swap);
            if (replaces) {
                context.meters().countSwap(LoadMeters.PICTURE, true);
                LOG.infof("The model %s was loaded again after a change of its file or options, and serves now", id);
            }
            failure = null;
            forget();
            load.succeed(own.version());
        }
    }

    private void fail(PendingLoad load, ModelFile file, Problem problem) {
        // a busy service is no fault of the file
        if (!(problem instanceof ModelProblem)) {
            if (isLoaded()) {
                context.meters().countSwap(LoadMeters.PICTURE, false);
            }
            failure = new LoadFailure(file, problem, context.now());
            LOG.warnf("%s%s", problem.detail(), isLoaded() ? " The version loaded before still serves." : "");
        }
        end(load, problem);
    }

    private void end(PendingLoad load, Problem problem) {
        forget();
        load.fail(problem);
    }

    /** From now on a lease without a version starts a new load. Callers that joined this load are answered next. */
    private synchronized void forget() {
        pending = null;
    }

    /** Whether {@code stamp} may need an action. A changed {@code flsys.toml} counts until it has been read. */
    private boolean isNews(Optional<FileStamp> stamp) {
        return isOutdated(stamp) || (isLoaded() && context.catalog().options().hasChanged());
    }

    /**
     * Whether the loaded version has another content, other options or another definition than the file of
     * {@code stamp} has now.
     */
    private boolean isOutdated(Optional<FileStamp> stamp) {
        ModelVersion loaded = slot.current().orElse(null);
        ModelOptions options = options();
        LoadFailure last = failure;
        boolean failedAlready = last != null
                && stamp.isPresent()
                && last.stillHolds(stamp.get(), options, context.now(), context.times());
        return loaded != null
                && !failedAlready
                && !(stamp.equals(Optional.of(loaded.stamp()))
                        && loaded.options().filter(options::answersLike).isPresent()
                        && !loaded.hasOutdatedInputs());
    }

    /** The present options of the model. */
    private ModelOptions options() {
        return context.catalog().optionsOf(id);
    }

    private void onSettled(Optional<FileStamp> stamp) {
        if (stamp.isPresent()) {
            if (isOutdated(stamp)) {
                startLoad();
            }
        } else {
            LOG.infof("The file of the model %s was deleted", id);
            evict();
        }
    }
}
