package dev.flsys.deploy;

import dev.flsys.engine.Engines;
import dev.flsys.engine.EngineModel;
import dev.flsys.engine.ModelUnusable;
import dev.flsys.project.FileStamp;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Loads models on threads of its own, so that one that hangs in native code, where nothing can interrupt it, costs a
 * thread and not the swaps after it. Four may hang, and one for each content of a file. Safe for use by several
 * threads.
 */
final class AsideLoader {

    private static final Logger LOG = Logger.getLogger(AsideLoader.class);
    private static final int THREADS = 4;

    private final Duration deadline;
    private final Semaphore free = new Semaphore(THREADS);
    private final Set<FileStamp> late = ConcurrentHashMap.newKeySet();

    AsideLoader(Duration deadline) {
        this.deadline = deadline;
    }

    /**
     * What {@code load} makes of {@code file}. A model that comes after the deadline is closed.
     *
     * @throws ModelUnusable if it takes longer than the deadline, or an earlier load of the same content hangs
     * @throws DeployBusy if four earlier ones hang
     * @throws InterruptedException if this thread is interrupted
     */
    EngineModel load(FileStamp file, Callable<EngineModel> load) throws InterruptedException {
        if (late.contains(file)) {
            throw new ModelUnusable("is not loaded: an earlier load of this file did not end; replace the file");
        }
        CompletableFuture<EngineModel> result = new CompletableFuture<>();
        if (!free.tryAcquire()) {
            throw new DeployBusy("Earlier models are still being loaded; restart the service if that does not change.");
        }
        AtomicBoolean ended = new AtomicBoolean();
        Thread thread = new Thread(() -> run(file, load, result, ended), "flsys-deploy-loader");
        thread.setDaemon(true);
        thread.start();
        try {
            return result.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            giveUp(file, thread, result, ended);
            throw new ModelUnusable("was not loaded within "
                    + (deadline.toMillis() % 1000 == 0
                            ? deadline.toSeconds() + " seconds"
                            : deadline.toMillis() + " ms")
                    + " (INFERENCE_LOAD_TIMEOUT)");
        } catch (InterruptedException stopped) {
            giveUp(file, thread, result, ended);
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
    private void run(
            FileStamp file,
            Callable<EngineModel> load,
            CompletableFuture<EngineModel> result,
            AtomicBoolean ended) {
        EngineModel model;
        try {
            model = load.call();
        } catch (Throwable failed) {
            // errors too, out of memory first among them: whoever waits has to be told
            release(file, ended);
            result.completeExceptionally(failed);
            return;
        }
        release(file, ended);
        if (!result.complete(model)) {
            model.close();
        }
    }

    private synchronized void release(FileStamp file, AtomicBoolean ended) {
        ended.set(true);
        late.remove(file);
        free.release();
    }

    /** The names of the files whose loads have missed the deadline and still run. */
    List<String> hanging() {
        return late.stream()
                .map(file -> String.valueOf(file.path().getFileName()))
                .sorted()
                .toList();
    }

    /** Whether a model can be loaded; not if as many hang as may. */
    boolean canLoad() {
        return late.size() < THREADS;
    }

    /** Nobody waits any more; a model that came at the last moment is closed. */
    private void giveUp(FileStamp file, Thread thread, CompletableFuture<EngineModel> result, AtomicBoolean ended) {
        synchronized (this) {
            if (!ended.get()) {
                late.add(file);
            }
        }
        Engines.endCall(thread);
        if (!result.cancel(false) && !result.isCompletedExceptionally()) {
            result.join().close();
        }
    }
}
