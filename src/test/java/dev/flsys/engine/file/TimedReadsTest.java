package dev.flsys.engine.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flsys.project.FileStamp;
import dev.flsys.testsupport.SpecialFiles;
import dev.flsys.testsupport.Unchecked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TimedReadsTest {

    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger started = new AtomicInteger();
    private final TimedReads<String> reads = new TimedReads<>(this::read, Duration.ofMillis(100));

    @AfterEach
    void release() {
        release.countDown();
    }

    @Test
    void a_file_is_read() {
        assertThat(reads.read(file("quick"))).contains("quick");
    }

    @Test
    void a_hanging_read_delays_one_caller_and_counts_when_it_ends() {
        assertThat(reads.read(file("hangs"))).isEmpty();
        for (int i = 0; i < 100; i++) {
            assertThat(reads.read(file("hangs"))).isEmpty();
        }
        assertThat(started).hasValue(1);
        assertThat(reads.read(file("quick"))).contains("quick");

        release.countDown();
        await().until(() -> reads.read(file("hangs")).isPresent());
    }

    @Test
    void no_more_than_four_reads_hang() {
        for (int i = 0; i < 10; i++) {
            assertThat(reads.read(file("hangs" + i))).isEmpty();
        }
        assertThat(started).hasValue(4);
        assertThat(reads.read(file("quick"))).isEmpty();
        release.countDown();
        await().until(() -> reads.read(file("quick")).isPresent());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_read_that_waits_for_the_writer_of_a_fifo_ends_and_does_not_count(@TempDir Path folder) throws IOException {
        TimedReads<Integer> sizes = new TimedReads<>(TimedReadsTest::size, Duration.ofMillis(100));
        for (int i = 0; i < 10; i++) {
            Path fifo = SpecialFiles.fifo(folder.resolve("fifo" + i));
            FileStamp before = new FileStamp(fifo, 1, Instant.EPOCH);
            assertThat(sizes.read(before)).isEmpty();
            Files.delete(fifo);
            Files.writeString(fifo, "x");
            assertThat(sizes.read(before)).contains(1);
        }
    }

    private static int size(Path path) {
        return Unchecked.io(() -> Files.readAllBytes(path).length);
    }

    private String read(Path path) {
        if (path.toString().startsWith("hangs")) {
            started.incrementAndGet();
            try {
                release.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }
        return path.toString();
    }

    private static FileStamp file(String name) {
        return new FileStamp(Path.of(name), 1, Instant.EPOCH);
    }
}
