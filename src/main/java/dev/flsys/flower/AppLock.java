package dev.flsys.flower;

import dev.flsys.project.FlowerProject;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The exclusive use of the {@code pyproject.toml} of an app by one run. Flower moves the federations out of that file
 * until {@link FlowerHome} restores it. A run that starts meanwhile would find no federations, and would simulate
 * Flower's default number of clients. Any thread may release the lock.
 */
final class AppLock {

    private static final Map<Path, Semaphore> LOCKS = new ConcurrentHashMap<>();

    private final Semaphore permit;
    private final AtomicBoolean released = new AtomicBoolean();

    private AppLock(Semaphore permit) {
        this.permit = permit;
    }

    /** Waits until the previous run of the app in {@code folder} has started or ended. */
    static AppLock acquire(FlowerProject project, String folder) throws InterruptedException {
        Path app = project.root().resolve(folder).normalize();
        Semaphore permit = LOCKS.computeIfAbsent(app, any -> new Semaphore(1, true));
        permit.acquire();
        return new AppLock(permit);
    }

    /** May be called several times. */
    void release() {
        if (released.compareAndSet(false, true)) {
            permit.release();
        }
    }
}
