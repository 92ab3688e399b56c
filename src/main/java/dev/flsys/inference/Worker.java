package dev.flsys.inference;

import dev.flsys.engine.Engines;
import dev.flsys.model.ModelVersion;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A thread of the {@link WorkerPool}. It works in steps, such as one call of a model, and each step has a deadline. If
 * a step misses its deadline, its jobs fail and the thread takes no more. The thread continues to run, because native
 * code cannot be stopped from outside. Safe for use by several threads.
 */
final class Worker extends Thread {

    private final Consumer<Worker> life;
    private @Nullable Runnable giveUp;
    private @Nullable ModelVersion version;
    private long stepNanos;
    private boolean overdue;

    /** @param life runs on the thread */
    Worker(String name, Consumer<Worker> life) {
        super(name);
        this.life = life;
        setDaemon(true);
    }

    @Override
    public void run() {
        life.accept(this);
    }

    /** Begins a batch. {@code giveUp} runs if one of its steps misses the deadline. */
    synchronized void begin(Runnable giveUp) {
        this.giveUp = giveUp;
        this.stepNanos = System.nanoTime();
    }

    /**
     * Ends the batch.
     *
     * @return whether it was given up
     */
    synchronized boolean end() {
        giveUp = null;
        return overdue;
    }

    /** Begins the next step, if the current thread is a worker. */
    static void step() {
        if (Thread.currentThread() instanceof Worker worker) {
            worker.next(null);
        }
    }

    /**
     * Begins a call of a model as the next step, if the current thread is a worker. {@link #called} must follow.
     *
     * @throws InferenceProblem if an earlier step has missed its deadline
     */
    static void calls(ModelVersion version) {
        if (Thread.currentThread() instanceof Worker worker) {
            worker.next(version);
        }
    }

    /** Ends the step that {@link #calls} has begun. */
    static void called(ModelVersion version, boolean answered) {
        if (Thread.currentThread() instanceof Worker worker && worker.isOverdueIn(version)) {
            version.lateCallEnded();
        } else if (answered) {
            version.callAnswered();
        }
        step();
    }

    private synchronized void next(@Nullable ModelVersion version) {
        if (overdue) {
            if (version != null) {
                throw InferenceProblem.notCalled("The request was given up with its batch.");
            }
            return;
        }
        this.version = version;
        this.stepNanos = System.nanoTime();
    }

    private synchronized boolean isOverdueIn(ModelVersion called) {
        return overdue && version == called;
    }

    /** Whether its present step has taken longer than {@code time}. */
    synchronized boolean isInStepFor(Duration time) {
        return giveUp != null && System.nanoTime() - stepNanos > time.toNanos();
    }

    /** The model that it calls now; empty if it calls none. */
    synchronized Optional<ModelVersion> version() {
        return Optional.ofNullable(version);
    }

    /**
     * Abandons the batch if its step has taken longer than {@code limit}.
     *
     * @return an action that the caller must run without a lock; empty if the step still has time
     */
    synchronized Optional<Runnable> expire(Duration limit) {
        Runnable todo = giveUp;
        if (todo == null || overdue || System.nanoTime() - stepNanos <= limit.toNanos()) {
            return Optional.empty();
        }
        overdue = true;
        if (version == null) {
            return Optional.of(todo);
        }
        version.callIsLate(limit);
        // The jobs fail first: an ended call fails as well, but its failure says less.
        return Optional.of(() -> {
            todo.run();
            Engines.endCall(this);
        });
    }
}
