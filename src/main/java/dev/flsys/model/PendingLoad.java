package dev.flsys.model;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A load under way, those who wait for it, and its last reported step. Safe for use by several threads. */
final class PendingLoad {

    private final long startedNanos;
    private final List<CompletableFuture<ModelLease>> waiting = new ArrayList<>();
    private volatile String progress = "Waiting to be loaded";

    PendingLoad(long startedNanos) {
        this.startedNanos = startedNanos;
    }

    /** When it was asked for. */
    long startedNanos() {
        return startedNanos;
    }

    /** Waits for the load in {@code waiter}. */
    synchronized void join(CompletableFuture<ModelLease> waiter) {
        waiting.add(waiter);
    }

    /** The last step that was reported, for people. */
    String progress() {
        return progress;
    }

    void report(String step) {
        progress = step;
    }

    /** Gives each one who waits a lease of {@code version}, on which the caller holds one. */
    void succeed(ModelVersion version) {
        for (CompletableFuture<ModelLease> waiter : takeAll()) {
            ModelLease.hand(version.lease().orElseThrow(), waiter);
        }
    }

    /** Tells each one who waits why there is no model. */
    void fail(Throwable why) {
        takeAll().forEach(waiter -> waiter.completeExceptionally(why));
    }

    private synchronized List<CompletableFuture<ModelLease>> takeAll() {
        List<CompletableFuture<ModelLease>> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }
}
