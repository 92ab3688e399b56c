package dev.flsys.model;

import dev.flsys.project.FileStamp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads on which models are loaded, two at a time. A load may hang in native code or in a file system, where nothing
 * can end it: one that takes longer than ten seconds, or half of its deadline, does not count as one of the two any
 * more. Six threads at most, so that no more than six loads hang; then no model can be loaded. Safe for use by several
 * threads.
 */
final class LoaderThreads implements AutoCloseable {

    private static final int AT_A_TIME = 2;
    private static final int MOST_SLOW = 4;
    private static final Duration SLOW = Duration.ofSeconds(10);

    /** What a file that changes while its loads hang may take. */
    private static final int MOST_OF_ONE_PATH = 2;

    private final ThreadPoolExecutor threads;
    private final ScheduledExecutorService timer;
    private final List<Load> slow = new ArrayList<>();
    private final List<Load> hanging = new ArrayList<>();

    /** @param threads of any size, which is set here */
    LoaderThreads(ThreadPoolExecutor threads, ScheduledExecutorService timer) {
        this.threads = threads;
        this.timer = timer;
        resize();
    }

    /** One load, from its begin on a thread to its end. */
    final class Load {

        private final String id;
        private final FileStamp file;
        private boolean over;

        private Load(ModelFile file) {
            this.id = file.id().value();
            this.file = file.stamp();
        }

        /** It has missed its deadline. */
        void hangs() {
            synchronized (LoaderThreads.this) {
                if (!over) {
                    hanging.add(this);
                }
            }
        }

        /** Its thread has come back. */
        void ends() {
            synchronized (LoaderThreads.this) {
                over = true;
                hanging.remove(this);
                if (slow.remove(this)) {
                    resize();
                }
            }
        }

        private void isSlow() {
            synchronized (LoaderThreads.this) {
                if (!over && slow.size() < MOST_SLOW) {
                    slow.add(this);
                    resize();
                }
            }
        }
    }

    ThreadPoolExecutor threads() {
        return threads;
    }

    /** Takes note that the calling thread, one of these, begins to load {@code file}. */
    Load begin(ModelFile file, Duration deadline) {
        Load load = new Load(file);
        long slowNanos = Math.min(SLOW.toNanos(), deadline.toNanos() / 2);
        var unused = timer.schedule(load::isSlow, slowNanos, TimeUnit.NANOSECONDS);
        return load;
    }

    /** Whether a load of {@code file} hangs, so that another one would only hang as well. */
    synchronized boolean hangsIn(ModelFile file) {
        Path path = file.path();
        FileStamp stamp = file.stamp();
        return hanging.stream().anyMatch(load -> load.file.equals(stamp))
                || hanging.stream()
                                .filter(load -> load.file.path().equals(path))
                                .count()
                        >= MOST_OF_ONE_PATH;
    }

    /** The ids of the models whose loads hang. */
    synchronized List<String> hanging() {
        return hanging.stream().map(load -> load.id).sorted().toList();
    }

    /** Whether a thread is left that does not hang. */
    synchronized boolean anyLeft() {
        return hanging.size() < AT_A_TIME + MOST_SLOW;
    }

    private void resize() {
        int size = AT_A_TIME + slow.size();
        if (size > threads.getMaximumPoolSize()) {
            threads.setMaximumPoolSize(size);
            threads.setCorePoolSize(size);
        } else {
            threads.setCorePoolSize(size);
            threads.setMaximumPoolSize(size);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
