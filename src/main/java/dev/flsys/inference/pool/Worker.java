package dev.flsys.inference.pool;

import dev.flsys.engine.Engines;
import dev.flsys.model.serving.ModelVersion;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A thread of the {@link WorkerPool}. It works in steps, such as one picture or one call of a model, and each step has
 * a deadline. If a step misses its deadline, its jobs fail and the thread takes no more. The thread continues to run,
 * because native code cannot be stopped from outside. Thread-safe.
 */
public final class Worker extends Thread {

    private final Consumer<Worker> life;
    private @Nullable Runnable giveUp;
    private @Nullable ModelVersion version;
    private @Nullable Job<?> picture;
    private long stepNanos;
    /** The step whose processor time is measured, by its {@link #stepNanos}, and the time of the thread before it. */
    private long measuredStep;

    private long processorNanos;
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
     * @return whether the worker was abandoned
     */
    synchronized boolean end() {
        giveUp = null;
        return overdue;
    }

    /**
     * Begins the next step, if the current thread is a worker.
     *
     * @return false if an earlier step has missed its deadline. The caller must then leave its jobs to another worker
     */
    public static boolean beginStep() {
        return !(Thread.currentThread() instanceof Worker worker) || worker.next(null, null);
    }

    /** The same as {@link #beginStep()}, for decoding and resizing the picture of {@code job}. */
    public static boolean beginDecoding(Job<?> job) {
        return !(Thread.currentThread() instanceof Worker worker) || worker.next(null, job);
    }

    /** Whether the current thread is a worker whose step has missed its deadline. */
    static boolean isGivenUp() {
        return Thread.currentThread() instanceof Worker worker && worker.isOverdue();
    }

    /**
     * Begins a call of a model as the next step, if the current thread is a worker. {@link #endCall} must follow.
     *
     * @throws InferenceProblem if an earlier step has missed its deadline
     */
    static void beginCall(ModelVersion version) {
        if (Thread.currentThread() instanceof Worker worker && !worker.next(version, null)) {
            throw InferenceProblem.notCalled("The request was given up with its batch.");
        }
    }

    /** Ends the step that {@link #beginCall} has begun. */
    static void endCall(ModelVersion version, boolean answered) {
        if (Thread.currentThread() instanceof Worker worker && worker.isOverdueIn(version)) {
            version.lateCallEnded();
        } else if (answered) {
            version.callAnswered();
        }
        beginStep();
    }

    private synchronized boolean next(@Nullable ModelVersion called, @Nullable Job<?> decoded) {
        if (overdue) {
            return false;
        }
        version = called;
        picture = decoded;
        stepNanos = System.nanoTime();
        return true;
    }

    private synchronized boolean isOverdue() {
        return overdue;
    }

    private synchronized boolean isOverdueIn(ModelVersion called) {
        return overdue && version == called;
    }

    /** Whether its present step has taken longer than {@code time}. */
    synchronized boolean isInStepFor(Duration time) {
        return giveUp != null && System.nanoTime() - stepNanos > time.toNanos();
    }

    /** Whether it has decoded its present picture for {@code time}. */
    synchronized boolean isInPictureFor(Duration time) {
        return picture != null && isInStepFor(time);
    }

    /** The job whose picture it decodes now; empty if it decodes none. */
    synchronized Optional<Job<?>> picture() {
        return Optional.ofNullable(picture);
    }

    /** The model that it calls now; empty if it calls none. */
    synchronized Optional<ModelVersion> version() {
        return Optional.ofNullable(version);
    }

    /**
     * Abandons the batch if its step has taken too long. Call it regularly: the processor time of a step is measured
     * from the first call.
     *
     * @param limit longest time of a step
     * @param pictureLimit longest processor time for one picture
     * @return an action that the caller must run without a lock; empty if the step still has time
     */
    synchronized Optional<Runnable> expire(Duration limit, Duration pictureLimit) {
        Runnable todo = giveUp;
        if (todo == null || overdue || !(isInStepFor(limit) || isSlowPicture(pictureLimit))) {
            return Optional.empty();
        }
        overdue = true;
        if (version == null) {
            return Optional.of(todo);
        }
        version.callIsLate(limit);
        // The jobs fail first: an ended call fails as well, but its failure has less information.
        return Optional.of(() -> {
            todo.run();
            Engines.endCall(this);
        });
    }

    /** Measures processor time, so that a picture is not refused because the machine is busy. */
    private boolean isSlowPicture(Duration limit) {
        if (picture == null) {
            return false;
        }
        if (measuredStep != stepNanos) {
            measuredStep = stepNanos;
            processorNanos = processorNanos();
        }
        return processorNanos() - processorNanos > limit.toNanos();
    }

    /** The processor time of this thread; the time of the clock if the platform does not measure it. */
    private long processorNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return threads.isThreadCpuTimeEnabled() ? threads.getThreadCpuTime(getId()) : System.nanoTime();
    }
}
