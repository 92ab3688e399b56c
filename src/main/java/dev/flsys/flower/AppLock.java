package dev.flsys.flower;

import dev.flsys.project.FlowerProject;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The time in which one run alone uses the {@code pyproject.toml} of its app. Flower moves the federations out of that
 * file until {@link FlowerHome} restores it. A run that starts meanwhile would find none and simulate Flower's own
 * number of clients. Any thread may end a turn.
 */
final class AppLock {

    private static final Map<Path, Semaphore> TURNS = new ConcurrentHashMap<>();

    private final Semaphore turns;
    private final AtomicBoolean over = new AtomicBoolean();

    private AppLock(Semaphore turns) {
        this.turns = turns;
    }

    /** Waits for the turn of a run of the app in {@code folder}: until the run before has started or ended. */
    static AppLock take(FlowerProject project, String folder) throws InterruptedException {
        Path app = project.root().resolve(folder).normalize();
        Semaphore turns = TURNS.computeIfAbsent(app, any -> new Semaphore(1, true));
        turns.acquire();
        return new AppLock(turns);
    }

    void end() {
        if (over.compareAndSet(false, true)) {
            turns.release();
        }
    }
}
