package dev.flsys.simulation.log;

import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one at a time, in the order in which they were added, on one thread of the worker pool. A task must not
 * throw. Thread-safe.
 */
final class Turns {

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    /** Adds a task. Returns at once. */
    void add(Runnable task) {
        synchronized (this) {
            waiting.add(task);
            if (running) {
                return;
            }
            running = true;
        }
        boolean accepted = false;
        try {
            Infrastructure.getDefaultWorkerPool().execute(this::run);
            accepted = true;
        } finally {
            if (!accepted) {
                // The service ends.
                end();
            }
        }
    }

    private void run() {
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable task = waiting.poll();
        running = task != null;
        return task;
    }

    private synchronized void end() {
        waiting.clear();
        running = false;
    }
}
