package dev.flsys.simulation.models;

import dev.flsys.simulation.checkpoint.Checkpoint;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.record.WrittenModel;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Puts each version of the models of a running simulation into {@link LiveModels}, once its file has stayed unchanged
 * for a moment. Takes a thread until it is closed. Copies take at most a fifth of the time.
 */
public final class LiveWatch implements AutoCloseable {

    /** No watch. */
    static final LiveWatch NONE = new LiveWatch();

    private static final Logger LOG = Logger.getLogger(LiveWatch.class);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
    private static final Duration QUIET = Duration.ofMillis(20);
    /** An ONNX file must stay unchanged for longer, because it has no mark of its end. */
    private static final Duration QUIET_ONNX = Duration.ofMillis(300);

    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    /** The pause after a copy, as a multiple of the copy's duration. */
    private static final int PAUSE_FACTOR = 4;

    private static final int MAX_LOGGED = 20;

    private final @Nullable Passes passes;
    private final CountDownLatch ended = new CountDownLatch(1);
    /** The thread while it copies; guarded by this, as {@code closed} is. */
    private @Nullable Thread copying;

    private boolean closed;
    /** Used only by the thread of the watch. */
    private boolean failed;

    /** The work that the thread of a watch repeats. */
    interface Passes {

        /** Returns how long to wait for the next pass. */
        Duration pass(LiveWatch watch);
    }

    private LiveWatch() {
        this.passes = null;
        ended.countDown();
    }

    private LiveWatch(Passes passes) {
        this.passes = passes;
    }

    /**
     * Starts a watch.
     *
     * @param checkpoints the checkpoints of the simulation, the latest first
     * @param grown runs after the models have become larger
     * @param executor runs the watch on its own thread; there is no watch if no thread can be started
     */
    static LiveWatch start(
            SimulationId id,
            LiveSearch search,
            LiveModels models,
            Supplier<List<Checkpoint>> checkpoints,
            Runnable grown,
            Executor executor) {
        return start(new Versions(id, search, models, checkpoints, grown, System::nanoTime), executor);
    }

    static LiveWatch start(Passes passes, Executor executor) {
        LiveWatch watch = new LiveWatch(passes);
        try {
            executor.execute(watch::run);
        } catch (RejectedExecutionException | OutOfMemoryError noThread) {
            LOG.warn("The newest models of a simulation are not served while it runs: there is no thread", noThread);
            return NONE;
        }
        return watch;
    }

    private void run() {
        try {
            Passes all = passes;
            while (all != null && await(pass(all))) {
                // The condition runs a pass and waits.
            }
        } catch (InterruptedException serviceStops) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    private Duration pass(Passes all) {
        try {
            return all.pass(this);
        } catch (RuntimeException unexpected) {
            if (!failed) {
                LOG.warn("The newest models of a simulation cannot be read now", unexpected);
            }
            failed = true;
            return AFTER_FAILURE;
        }
    }

    /** Waits; false if the watch is closed. */
    private synchronized boolean await(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && !closed; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return !closed;
    }

    /** A step that {@link #close} may interrupt. */
    @FunctionalInterface
    interface Step {

        Optional<String> run() throws IOException;
    }

    /**
     * Runs a step that copies a file.
     *
     * @return its result; empty if the watch is closed
     */
    Optional<String> copy(Step step) throws IOException {
        synchronized (this) {
            if (closed) {
                return Optional.empty();
            }
            copying = Thread.currentThread();
        }
        try {
            return step.run();
        } finally {
            synchronized (this) {
                copying = null;
                if (closed) {
                    // Clears the interrupt of close(), because the thread belongs to an executor.
                    var unused = Thread.interrupted();
                }
            }
        }
    }

    /** Ends the watch and waits for its thread. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
            Thread busy = copying;
            if (busy != null) {
                busy.interrupt();
            }
        }
        try {
            if (!ended.await(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("The search for the newest models of a simulation hangs and is left alone");
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads the files of one simulation in each pass. For one thread. */
    static final class Versions implements Passes {

        private final SimulationId id;
        private final LiveSearch search;
        private final LiveModels models;
        private final Supplier<List<Checkpoint>> checkpoints;
        private final Runnable grown;
        private final LongSupplier nanoTime;
        /** The files that are not in {@code models} yet, by path. */
        private final Map<String, Seen> seen = new HashMap<>();

        private final Set<String> logged = new HashSet<>();
        private @Nullable Checkpoint linked;
        private long pauseUntil;

        /**
         * A version of a file.
         *
         * @param since the time at which it was first found
         * @param refused whether it was left out
         */
        private record Seen(WrittenModel version, long since, boolean refused) {}

        Versions(
                SimulationId id,
                LiveSearch search,
                LiveModels models,
                Supplier<List<Checkpoint>> checkpoints,
                Runnable grown,
                LongSupplier nanoTime) {
            this.id = id;
            this.search = search;
            this.models = models;
            this.checkpoints = checkpoints;
            this.grown = grown;
            this.nanoTime = nanoTime;
            this.pauseUntil = nanoTime.getAsLong();
        }

        @Override
        public Duration pass(LiveWatch watch) {
            link();
            long rest = pauseUntil - nanoTime.getAsLong();
            if (rest > 0) {
                return Duration.ofNanos(Math.min(rest, PAUSE.toNanos()));
            }
            boolean soon = false;
            Collection<WrittenModel> present = search.findPresent();
            seen.keySet().retainAll(present.stream().map(WrittenModel::path).collect(Collectors.toSet()));
            for (List<WrittenModel> versions : RetainedModels.newest(present)) {
                Optional<WrittenModel> next = next(versions);
                if (next.isEmpty()) {
                    continue;
                }
                if (isQuiet(next.get())) {
                    add(next.get(), watch);
                    return QUIET;
                }
                soon = true;
            }
            return soon ? QUIET : PAUSE;
        }

        /** The newest version that was not refused; empty if {@code models} has it. */
        private Optional<WrittenModel> next(List<WrittenModel> versions) {
            for (WrittenModel version : versions) {
                if (models.has(version)) {
                    return Optional.empty();
                }
                Seen before = seen.get(version.path());
                if (before == null || !before.refused() || !before.version().isUntouched(version)) {
                    return Optional.of(version);
                }
            }
            return Optional.empty();
        }

        private boolean isQuiet(WrittenModel version) {
            Seen before = seen.get(version.path());
            if (before == null || !before.version().isUntouched(version)) {
                seen.put(version.path(), new Seen(version, nanoTime.getAsLong(), false));
                return false;
            }
            boolean onnx = version.path().toLowerCase(Locale.ROOT).endsWith(".onnx");
            return nanoTime.getAsLong() - before.since() >= (onnx ? QUIET_ONNX : QUIET).toNanos();
        }

        private void add(WrittenModel version, LiveWatch watch) {
            long bytes = models.bytes();
            long start = nanoTime.getAsLong();
            Optional<String> reason;
            try {
                reason = watch.copy(() -> models.add(version));
            } catch (IOException failed) {
                reason = Optional.of(String.valueOf(failed.getMessage()));
            }
            long end = nanoTime.getAsLong();
            pauseUntil = end + PAUSE_FACTOR * (end - start);
            if (models.has(version)) {
                seen.remove(version.path());
            } else {
                seen.put(version.path(), new Seen(version, end, true));
            }
            reason.ifPresent(text -> log(version, text));
            if (models.bytes() > bytes) {
                grown.run();
            }
        }

        private void log(WrittenModel version, String reason) {
            boolean usual = reason.equals(LiveModels.INCOMPLETE) || reason.equals(ModelCopies.WRITTEN_AGAIN);
            if (!usual && logged.size() < MAX_LOGGED && logged.add(version.path() + reason)) {
                LOG.warnf(
                        "The newest version of %s is not served while simulation %s runs: %s",
                        version.path(), id, reason);
            } else {
                LOG.debugf("%s of simulation %s is not served yet: %s", version.path(), id, reason);
            }
        }

        private void link() {
            List<Checkpoint> all = checkpoints.get();
            if (all.isEmpty() || all.get(0).equals(linked)) {
                return;
            }
            try {
                models.add(all.get(0));
                linked = all.get(0);
            } catch (IOException failed) {
                LOG.debugf("The newest checkpoint of simulation %s is not linked: %s", id, failed.getMessage());
            }
        }
    }
}
