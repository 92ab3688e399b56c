package dev.flsys.model;

import dev.flsys.problem.Problem;
import dev.flsys.project.FileStamp;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Watches the file of one model by looking at it when the model is used. A change counts once two looks in a row see
 * the same, so that a file is not loaded while it is written. Safe for use by several threads.
 */
final class FileWatch {

    private static final Logger LOG = Logger.getLogger(FileWatch.class);

    private final String id;
    private final Serving serving;
    private final Predicate<Optional<FileStamp>> isNews;
    private final Consumer<Optional<FileStamp>> settled;
    private final AtomicLong lookedNanos;
    private final AtomicBoolean settling = new AtomicBoolean();

    /**
     * @param isNews whether something has to be done about a stamp; empty is a file that is gone
     * @param settled gets what two looks agreed on, on a thread that may read files
     */
    FileWatch(
            String id, Serving serving, Predicate<Optional<FileStamp>> isNews, Consumer<Optional<FileStamp>> settled) {
        this.id = id;
        this.serving = serving;
        this.isNews = isNews;
        this.settled = settled;
        this.lookedNanos = new AtomicLong(serving.now());
    }

    /** Looks at {@code file}, unless that was done a moment ago. */
    void look(Path file, long nowNanos) {
        long last = lookedNanos.get();
        if (nowNanos - last >= serving.times().look().toNanos() && lookedNanos.compareAndSet(last, nowNanos)) {
            seen(FileStamp.now(file));
        }
    }

    /** Takes note of what a look or a scan saw; empty if it saw no such model. */
    void seen(Optional<FileStamp> stamp) {
        if (isNews.test(stamp) && settling.compareAndSet(false, true)) {
            lookAgain(stamp);
        }
    }

    private void lookAgain(Optional<FileStamp> first) {
        try {
            serving.queue().after(serving.times().settle(), () -> compare(first));
        } catch (ModelsBusy goingDown) {
            settling.set(false);
        }
    }

    private void compare(Optional<FileStamp> first) {
        try {
            Optional<FileStamp> now = serving.catalog().find(id).map(ModelFile::stamp);
            if (!now.equals(first)) {
                lookAgain(now);
                return;
            }
            settling.set(false);
            if (isNews.test(now)) {
                settled.accept(now);
            }
        } catch (Problem unreadable) {
            settling.set(false);
            LOG.warnf("The model %s goes on as it was loaded: %s", id, unreadable.detail());
        }
    }
}
