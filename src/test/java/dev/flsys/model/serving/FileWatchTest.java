package dev.flsys.model.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.project.FileStamp;
import dev.flsys.testsupport.FakeLoader;
import dev.flsys.testsupport.TestProject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {

    private static final Duration SETTLE = Duration.ofMillis(40);
    private static final int READS = 5;

    private final TestProject project;

    @AutoClose
    private final LoadQueue queue = new LoadQueue(new FakeLoader(), Duration.ofSeconds(5));

    private final CompletableFuture<Optional<FileStamp>> settled = new CompletableFuture<>();
    private final CompletableFuture<Runnable> longWait = new CompletableFuture<>();
    private final FileWatch watch;

    FileWatchTest(@TempDir Path folder) {
        project = TestProject.in(folder);
        watch = new FileWatch(
                "a",
                () -> FileStamp.read(project.weights().resolve("a.onnx")),
                stamp -> true,
                settled::complete,
                task -> queue.runAfter(SETTLE, task));
    }

    @Test
    void a_stamp_on_which_two_reads_agree_counts() throws Exception {
        FileStamp stamp = FileStamp.read(project.write("weights/a.onnx", "1")).orElseThrow();
        long started = System.nanoTime();
        watch.onFirstRead(Optional.of(stamp));
        assertThat(settled.get(10, TimeUnit.SECONDS)).contains(stamp);
        assertThat(System.nanoTime() - started).isGreaterThanOrEqualTo(SETTLE.toNanos());
    }

    @Test
    void a_file_that_was_gone_for_one_read_only_is_read_a_third_time() throws Exception {
        FileStamp stamp = FileStamp.read(project.write("weights/a.onnx", "1")).orElseThrow();
        long started = System.nanoTime();
        watch.onFirstRead(Optional.empty());
        assertThat(settled.get(10, TimeUnit.SECONDS)).contains(stamp);
        assertThat(System.nanoTime() - started).isGreaterThanOrEqualTo(2 * SETTLE.toNanos());
    }

    @Test
    void a_file_that_stays_away_is_gone() throws Exception {
        watch.onFirstRead(Optional.empty());
        assertThat(settled.get(10, TimeUnit.SECONDS)).isEmpty();
    }

    /** The other reads never come. */
    @Test
    void a_complete_file_that_is_unchanged_needs_no_longer_wait() throws Exception {
        FileStamp stamp = FileStamp.read(project.write("weights/a.pth", "1")).orElseThrow();
        watchOf(complete -> true).onFirstRead(Optional.of(stamp));
        assertThat(settled.get(10, TimeUnit.SECONDS)).contains(stamp);
    }

    @Test
    void a_file_that_is_not_complete_is_read_for_the_longer_time() throws Exception {
        FileStamp stamp = FileStamp.read(project.write("weights/a.pth", "1")).orElseThrow();
        AtomicInteger reads = new AtomicInteger();
        watchOf(incomplete -> {
                    reads.incrementAndGet();
                    return false;
                })
                .onFirstRead(Optional.of(stamp));
        assertThat(settled.get(10, TimeUnit.SECONDS)).contains(stamp);
        assertThat(reads).hasValue(READS);
    }

    @Test
    void a_file_that_is_written_counts_soon_after_its_end() throws Exception {
        FileStamp stamp = FileStamp.read(project.write("weights/a.pth", "1")).orElseThrow();
        watchOf(file -> {
                    boolean complete = file.sizeBytes() == 3;
                    if (!complete) {
                        project.write("weights/a.pth", "1".repeat((int) file.sizeBytes() + 1));
                    }
                    return complete;
                })
                .onFirstRead(Optional.of(stamp));
        assertThat(settled.get(10, TimeUnit.SECONDS))
                .hasValueSatisfying(file -> assertThat(file.sizeBytes()).isEqualTo(3));
    }

    @Test
    void a_file_that_is_removed_while_it_is_written_is_read_after_the_longer_time() throws Exception {
        FileStamp stamp = FileStamp.read(project.write("weights/a.pth", "1")).orElseThrow();
        Files.delete(stamp.path());
        watchOf(complete -> true).onFirstRead(Optional.of(stamp));
        assertThat(longWait.get(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(settled).isNotDone();
    }

    private FileWatch watchOf(Predicate<FileStamp> complete) {
        return new FileWatch(
                "a",
                () -> FileStamp.read(project.weights().resolve("a.pth")),
                stamp -> true,
                settled::complete,
                longWait::complete,
                new FileWatch.CompleteFiles(complete, task -> queue.runAfter(Duration.ofMillis(1), task), READS));
    }
}
