package dev.flsys.inference;

import dev.flsys.engine.Engines;
import dev.flsys.model.ModelVersion;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A thread of the {@link WorkerPool}. It works in steps, such as one call of a model, each of which has a deadline. A
 * step that misses it is given up: its jobs fail and the thread does nothing more, but it is not stopped, as native
 * code cannot be stopped from outside. Safe for use by several threads.
 */
final class Worker extends Thread {

    private final Consumer<Worker> life;
    private @Nullable Runnable giveUp;
    private @Nullable ModelVersion version;
    private long stepNanos;
    private boolean overdue;

    /** @param life what the thread does */
    Worker(String name, Consumer<Worker> life) {
        super(name);
        this.life = life;
        setDaemon(true);
    }

    @Override
    public void run() {
        life.accept(this);
    }

    /** Begins a batch; {@code giveUp} is run if one of its steps misses the deadline. */
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

    /** The next step of the batch that this thread runs, if it is a worker. */
    static void step() {
        if (Thread.currentThread() instanceof Worker worker) {
            worker.next(null);
        }
    }

    /**
     * The next step of the batch that this thread runs, a call of a model. {@link #called} has to follow.
     *
     * @throws InferenceProblem if an earlier step has missed its deadline
     */
    static void calls(ModelVersion version) {
        if (Thread.currentThread() instanceof Worker worker) {
            worker.next(version);
        }
    }

    /** Ends a step that {@link #calls} has begun. */
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

    /** Whether its present step has taken {@code time} already. */
    synchronized boolean isInStepFor(Duration time) {
        return giveUp != null && System.nanoTime() - stepNanos > time.toNanos();
    }

    /** The model in whose call it is; empty if it is in none. */
    synchronized Optional<ModelVersion> version() {
        return Optional.ofNullable(version);
    }

    /**
     * Gives the batch up if its step has taken longer than {@code limit}.
     *
     * @return what is to be run then, without a lock; empty if the step still has time
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
        // The jobs fail first: a call that is ended fails as well, and its failure says less.
        return Optional.of(() -> {
            todo.run();
            Engines.endCall(this);
        });
    }
}
