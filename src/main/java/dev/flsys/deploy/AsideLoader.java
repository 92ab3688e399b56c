package dev.flsys.deploy;

import dev.flsys.model.ExecutableModel;
import dev.flsys.model.ModelUnusable;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Loads models on threads of its own, so that one that hangs in native code, where nothing can interrupt it, costs a thread
 * and not the swaps after it. Two may hang. Safe for use by several threads.
 */
final class AsideLoader {

    private static final Logger LOG = Logger.getLogger(AsideLoader.class);
    private static final int THREADS = 2;

    private final Duration deadline;
    private final Semaphore free = new Semaphore(THREADS);

    AsideLoader(Duration deadline) {
        this.deadline = deadline;
    }

    /**
     * What {@code load} makes. A model that comes after the deadline is closed.
     *
     * @throws ModelUnusable if it takes longer than the deadline
     * @throws DeployBusy if two earlier ones hang
     * @throws InterruptedException if this thread is interrupted
     */
    ExecutableModel load(Callable<ExecutableModel> load) throws InterruptedException {
        CompletableFuture<ExecutableModel> result = new CompletableFuture<>();
        if (!free.tryAcquire()) {
            throw new DeployBusy("Earlier models are still being loaded.");
        }
        Thread thread = new Thread(() -> run(load, result), "flsys-deploy-loader");
        thread.setDaemon(true);
        thread.start();
        try {
            return result.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            giveUp(result);
            throw new ModelUnusable("was not loaded within " + deadline.toSeconds() + " seconds");
        } catch (InterruptedException stopped) {
            giveUp(result);
            throw stopped;
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException problem) {
                throw problem;
            }
            LOG.error("A model was not loaded", failed.getCause());
            throw new ModelUnusable("was not loaded; the service's log tells why", failed.getCause());
        }
    }

    /** The place is free before anybody learns of the result: the next load may follow at once. */
    private void run(Callable<ExecutableModel> load, CompletableFuture<ExecutableModel> result) {
        ExecutableModel model;
        try {
            model = load.call();
        } catch (Throwable failed) {
            // errors too, out of memory first among them: whoever waits has to be told
            free.release();
            result.completeExceptionally(failed);
            return;
        }
        free.release();
        if (!result.complete(model)) {
            model.close();
        }
    }

    /** Nobody waits any more; a model that came at the last moment is closed. */
    private static void giveUp(CompletableFuture<ExecutableModel> result) {
        if (!result.cancel(false) && !result.isCompletedExceptionally()) {
            result.join().close();
        }
    }
}
