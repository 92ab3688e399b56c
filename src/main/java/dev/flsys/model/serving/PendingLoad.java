package dev.flsys.model.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A load that has not ended, the callers that wait for it, and its last reported step. Thread-safe. */
final class PendingLoad {

    private final long startedNanos;
    private final List<CompletableFuture<ModelLease>> waiting = new ArrayList<>();
    private volatile String progress = "Waiting to be loaded";

    PendingLoad(long startedNanos) {
        this.startedNanos = startedNanos;
    }

    /** The time of the first request. */
    long startedNanos() {
        return startedNanos;
    }

    /** Adds a waiting caller. */
    synchronized void join(CompletableFuture<ModelLease> waiter) {
        waiting.add(waiter);
    }

    /** The last reported step, for users. */
    String progress() {
        return progress;
    }

    void report(String step) {
        progress = step;
    }

    /** Gives each waiting caller a lease of {@code version}, of which this caller holds a lease. */
    void succeed(ModelVersion version) {
        for (CompletableFuture<ModelLease> waiter : takeAll()) {
            ModelLease.deliver(version.lease().orElseThrow(), waiter);
        }
    }

    /** Fails all waiting callers. */
    void fail(Throwable why) {
        takeAll().forEach(waiter -> waiter.completeExceptionally(why));
    }

    private synchronized List<CompletableFuture<ModelLease>> takeAll() {
        List<CompletableFuture<ModelLease>> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }
}
