package dev.flsys.model;

import dev.flsys.engine.EngineModel;
import dev.flsys.problem.Problem;
import dev.flsys.project.FileStamp;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One model of the catalog as it is served: loaded when it is first asked for, by one load however many ask; loaded
 * anew when its file has changed and come to rest, while the version before goes on; let go when its file is gone. Safe
 * for use by several threads.
 */
final class ServedModel {

    private static final Logger LOG = Logger.getLogger(ServedModel.class);

    private final String id;
    private final Serving serving;
    private final FileWatch watch;
    private final ModelSlot slot = new ModelSlot();
    private volatile long usedNanos;
    private volatile @Nullable LoadFailure failure;
    private volatile @Nullable PendingLoad pending;

    ServedModel(String id, Serving serving) {
        this.id = id;
        this.serving = serving;
        this.watch = new FileWatch(id, serving, this::isNews, this::settled);
    }

    String id() {
        return id;
    }

    /**
     * Completes {@code waiter} with a lease: at once if the model is loaded, else after the load, or with a
     * {@link Problem}.
     */
    void lease(CompletableFuture<ModelLease> waiter) {
        try {
            Optional<ModelLease> lease = slot.lease();
            if (lease.isEmpty()) {
                lease = leaseOrJoin(waiter);
            }
            lease.ifPresent(present -> {
                usedNanos = serving.now();
                watch.look(present.version().stamp().path(), usedNanos);
                ModelLease.hand(present, waiter);
            });
        } catch (ModelsBusy busy) {
            waiter.completeExceptionally(busy);
        }
    }

    /** A lease if it is loaded; loads nothing, but looks whether its file has changed. */
    Optional<ModelLease> leaseIfLoaded() {
        Optional<ModelLease> lease = slot.lease();
        lease.ifPresent(present -> watch.look(present.version().stamp().path(), serving.now()));
        return lease;
    }

    /** Takes note of what a scan saw; empty if it did not find the model. */
    void seen(Optional<FileStamp> stamp) {
        watch.seen(stamp);
    }

    /** The current version, to look at. */
    Optional<ModelVersion> current() {
        return slot.current();
    }

    /** Why {@code file}, as it is, could not be loaded the last time. */
    Optional<String> reason(ModelFile file) {
        LoadFailure last = failure;
        return last != null && last.stamp().equals(file.stamp())
                ? Optional.of(last.problem().detail())
                : Optional.empty();
    }

    /** The last reported step of the load under way. */
    Optional<String> progress() {
        return Optional.ofNullable(pending).map(PendingLoad::progress);
    }

    boolean isLoaded() {
        return slot.current().isPresent();
    }

    boolean isLeased() {
        return slot.current().map(ModelVersion::isLeased).orElse(false);
    }

    /** When it was last asked for. */
    long usedNanos() {
        return usedNanos;
    }

    /** Makes {@code version} the one that is served. */
    void publish(ModelVersion version) {
        slot.publish(version);
    }

    /** Lets the loaded version go; done when its leases are back and it is closed. */
    CompletionStage<Void> evict() {
        return slot.clear();
    }

    /** Lets everything go and publishes nothing more; done when the loaded version is closed. */
    CompletionStage<Void> shut() {
        CompletionStage<Void> closed = slot.shut();
        PendingLoad load = pending;
        if (load != null) {
            end(load, new ModelsBusy("The service is going down."));
        }
        return closed;
    }

    /** What became current in the meantime, or a place among those who wait for it. */
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
        PendingLoad load = new PendingLoad(serving.now());
        serving.queue().soon(() -> attempt(load));
        pending = load;
        return load;
    }

    private void attempt(PendingLoad load) {
        try {
            ModelFile file = serving.catalog().find(id).orElseThrow(() -> serving.catalog()
                    .unknown(id));
            LoadFailure last = failure;
            if (last != null && last.stillHolds(file.stamp(), serving.now(), serving.times())) {
                end(load, last.problem());
                return;
            }
            serving.queue().load(file, load::report, (model, problem) -> loaded(load, file, model, problem));
        } catch (Problem problem) {
            end(load, problem);
        }
    }

    private void loaded(PendingLoad load, ModelFile file, @Nullable EngineModel model, @Nullable Problem problem) {
        if (hasChanged(file)
                && serving.now() - load.startedNanos()
                        < serving.times().deadline().toNanos()) {
            if (model != null) {
                model.close();
            }
            attemptLater(load);
        } else if (model != null) {
            publish(load, new ModelVersion(id, file.stamp(), model));
        } else if (problem != null) {
            fail(load, file, problem);
        }
    }

    private void attemptLater(PendingLoad load) {
        load.report("Waiting until the file of " + id + " stops changing");
        try {
            serving.queue().after(serving.times().settle(), () -> attempt(load));
        } catch (ModelsBusy goingDown) {
            end(load, goingDown);
        }
    }

    private void publish(PendingLoad load, ModelVersion version) {
        try (ModelLease own = version.lease().orElseThrow()) {
            usedNanos = serving.now();
            boolean replaces = isLoaded();
            serving.memory().publish(this, version);
            if (replaces) {
                LOG.infof("The changed file of the model %s was loaded and serves now", id);
            }
            failure = null;
            forget();
            load.succeed(own.version());
        }
    }

    private void fail(PendingLoad load, ModelFile file, Problem problem) {
        if (!(problem instanceof ModelsBusy)) {
            failure = new LoadFailure(file.stamp(), problem, serving.now());
            LOG.warnf("%s%s", problem.detail(), isLoaded() ? " What was loaded before goes on serving." : "");
        }
        end(load, problem);
    }

    private void end(PendingLoad load, Problem problem) {
        forget();
        load.fail(problem);
    }

    /** From now on whoever finds no version starts a load; those who joined this one are told right after. */
    private synchronized void forget() {
        pending = null;
    }

    private boolean isNews(Optional<FileStamp> stamp) {
        Optional<FileStamp> loaded = slot.current().map(ModelVersion::stamp);
        LoadFailure last = failure;
        boolean failedAlready =
                last != null && stamp.isPresent() && last.stillHolds(stamp.get(), serving.now(), serving.times());
        return loaded.isPresent() && !stamp.equals(loaded) && !failedAlready;
    }

    private void settled(Optional<FileStamp> stamp) {
        if (stamp.isPresent()) {
            startLoad();
        } else {
            LOG.infof("The file of the model %s is gone", id);
            evict();
        }
    }

    private static boolean hasChanged(ModelFile file) {
        return !FileStamp.now(file.path()).equals(Optional.of(file.stamp()));
    }
}
