package dev.flsys.simulation;

import dev.flsys.process.Launch;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Runs a {@link LaunchPlan} beside the reader of its steps, which come one by one as they are asked for. */
final class Preparation {

    /** Steps that wait to be read; the plan waits when they are full. */
    private static final int CAPACITY = 64;

    private final BlockingQueue<Optional<String>> steps = new LinkedBlockingQueue<>(CAPACITY);
    private final Future<Launch> launch;

    Preparation(LaunchPlan plan, Simulation simulation, ExecutorService executor) {
        this.launch = executor.submit(() -> prepare(plan, simulation));
    }

    private Launch prepare(LaunchPlan plan, Simulation simulation) throws InterruptedException {
        try {
            if (!simulation.prepareOn(Thread.currentThread())) {
                throw new InterruptedException();
            }
            return plan.prepare(simulation, this::report);
        } finally {
            simulation.prepared();
            // A stop that came too late to interrupt the plan must not keep the end from being told.
            Thread.interrupted();
            steps.put(Optional.empty());
        }
    }

    private void report(String step) {
        try {
            steps.put(Optional.of(step));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next step, waiting for it; null after the last one. */
    @Nullable String next() throws InterruptedException {
        return steps.take().orElse(null);
    }

    /**
     * What to start, once there are no more steps.
     *
     * @throws InterruptedException if the simulation was stopped meanwhile
     */
    Launch result() throws InterruptedException {
        try {
            return launch.get();
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            if (cause instanceof InterruptedException stopped) {
                throw stopped;
            }
            if (cause instanceof RuntimeException reason) {
                throw reason;
            }
            throw new IllegalStateException(cause);
        }
    }
}
