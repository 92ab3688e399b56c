package dev.flsys.model.serving;

import dev.flsys.model.catalog.ModelProblem;
import dev.flsys.problem.Problem;
import dev.flsys.project.FileStamp;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Waits until the changed file of one model is no longer being written. A change counts once two reads of the file's
 * stamp in a row agree, so a file is not loaded while it is written. The time between the two reads is short for a file
 * that is complete by its own format. Thread-safe.
 */
public final class FileWatch {

    private static final Logger LOG = Logger.getLogger(FileWatch.class);

    /**
     * Finds files that are complete.
     *
     * @param test whether a file is complete by its own content
     * @param later runs a task after the time that a complete file has to stay unchanged
     * @param most the number of reads of a file that is not complete and stays unchanged. After these reads it is
     *     handled like any other file
     */
    record CompleteFiles(Predicate<FileStamp> test, Executor later, int most) {}

    private final String name;
    private final Supplier<Optional<FileStamp>> file;
    private final Predicate<Optional<FileStamp>> isNews;
    private final Consumer<Optional<FileStamp>> settled;
    private final Executor later;
    private final @Nullable CompleteFiles complete;
    private final AtomicBoolean settling = new AtomicBoolean();

    /**
     * @param name the model's name for the log
     * @param file reads the stamp; empty if the file does not exist
     * @param isNews decides whether a stamp needs an action
     * @param settled gets the stamp on which two reads agreed, on a thread of {@code later}
     * @param later runs a task after the time between two reads, on a thread that may read files
     */
    public FileWatch(
            String name,
            Supplier<Optional<FileStamp>> file,
            Predicate<Optional<FileStamp>> isNews,
            Consumer<Optional<FileStamp>> settled,
            Executor later) {
        this(name, file, isNews, settled, later, null);
    }

    /**
     * The same as the other constructor.
     *
     * @param complete finds files that need a shorter time; null for none
     */
    FileWatch(
            String name,
            Supplier<Optional<FileStamp>> file,
            Predicate<Optional<FileStamp>> isNews,
            Consumer<Optional<FileStamp>> settled,
            Executor later,
            @Nullable CompleteFiles complete) {
        this.name = name;
        this.file = file;
        this.isNews = isNews;
        this.settled = settled;
        this.later = later;
        this.complete = complete;
    }

    /** Handles the result of a first read; empty if the file does not exist. */
    public void onFirstRead(Optional<FileStamp> stamp) {
        if (isNews.test(stamp) && settling.compareAndSet(false, true)) {
            CompleteFiles quick = complete;
            if (stamp.isPresent() && quick != null) {
                readQuickly(stamp.get(), quick, 1);
            } else {
                readAgain(stamp);
            }
        }
    }

    private void readQuickly(FileStamp first, CompleteFiles quick, int reads) {
        read(quick.later(), () -> settleIfComplete(first, quick, reads));
    }

    /** Reads again soon while the file is written, so that its end is noticed soon, too. */
    private void settleIfComplete(FileStamp first, CompleteFiles quick, int reads) {
        Optional<FileStamp> now = FileStamp.read(first.path());
        if (now.isEmpty()) {
            readAgain(now);
        } else if (!now.get().equals(first)) {
            readQuickly(now.get(), quick, 1);
        } else if (quick.test().test(first)) {
            settling.set(false);
            if (isNews.test(now)) {
                settled.accept(now);
            }
        } else if (reads < quick.most()) {
            readQuickly(first, quick, reads + 1);
        } else {
            compare(now);
        }
    }

    private void readAgain(Optional<FileStamp> first) {
        read(later, () -> compare(first));
    }

    private void read(Executor after, Runnable read) {
        try {
            after.execute(read);
        } catch (ModelProblem | RejectedExecutionException goingDown) {
            settling.set(false);
        }
    }

    private void compare(Optional<FileStamp> first) {
        try {
            Optional<FileStamp> now = file.get();
            if (!now.equals(first)) {
                readAgain(now);
                return;
            }
            settling.set(false);
            if (isNews.test(now)) {
                settled.accept(now);
            }
        } catch (Problem unreadable) {
            settling.set(false);
            LOG.warnf(
                    "The file of the model %s could not be checked for changes: %s The loaded version still serves.",
                    name, unreadable.detail());
        }
    }
}
