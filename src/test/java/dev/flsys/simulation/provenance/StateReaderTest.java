package dev.flsys.simulation.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class StateReaderTest {

    private static final Duration HOUR = Duration.ofHours(1);

    /** Readings that have been asked for and not begun. */
    private final Queue<Runnable> queue = new ArrayDeque<>();

    private final AtomicInteger readings = new AtomicInteger();

    private StateReader reader(Duration fresh) {
        return new StateReader(this::read, queue::add, fresh);
    }

    private StateReader.State read() {
        return new StateReader.State(
                new Provenance(Instant.EPOCH, "system", null, null, Map.of(), Map.of(), List.of()),
                "reading " + readings.incrementAndGet());
    }

    private static CompletableFuture<String> next(StateReader reader) {
        CompletableFuture<String> changes = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                changes.complete(reader.next().changes());
            } catch (IOException | InterruptedException failed) {
                changes.completeExceptionally(failed);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return changes;
    }

    @Test
    void a_caller_without_patience_gets_nothing_and_the_next_one_the_same_reading() throws Exception {
        StateReader reader = reader(HOUR);
        assertThat(reader.read(Duration.ZERO)).isEmpty();
        assertThat(reader.read(Duration.ofMillis(1))).isEmpty();
        assertThat(queue).as("one reading for both").hasSize(1);
        queue.remove().run();
        assertThat(reader.read(Duration.ZERO).orElseThrow().changes()).isEqualTo("reading 1");
        assertThat(queue).isEmpty();
    }

    @Test
    void a_state_that_is_no_longer_fresh_is_read_again() throws Exception {
        StateReader reader = reader(Duration.ZERO);
        assertThat(reader.read(Duration.ZERO)).isEmpty();
        queue.remove().run();
        assertThat(reader.read(Duration.ZERO)).isEmpty();
        assertThat(queue).hasSize(1);
    }

    @Test
    void a_caller_never_gets_a_state_that_was_read_before_its_call() throws Exception {
        StateReader reader = new StateReader(this::read, Runnable::run, HOUR);
        assertThat(reader.read(HOUR).orElseThrow().changes()).isEqualTo("reading 1");
        assertThat(reader.read(HOUR).orElseThrow().changes()).isEqualTo("reading 2");
    }

    @Test
    void a_caller_does_not_get_a_reading_that_had_begun_before_its_call() throws Exception {
        CompletableFuture<StateReader.State> first = new CompletableFuture<>();
        AtomicInteger calls = new AtomicInteger();
        StateReader reader = new StateReader(
                () -> calls.incrementAndGet() == 1 ? first.join() : read(), task -> new Thread(task).start(), HOUR);
        CompletableFuture<String> before = next(reader);
        Awaitility.await().until(() -> calls.get() == 1);
        CompletableFuture<String> after = CompletableFuture.supplyAsync(() -> {
            try {
                return reader.read(HOUR).orElseThrow().changes();
            } catch (IOException | InterruptedException failed) {
                throw new IllegalStateException(failed);
            }
        });
        assertThatThrownBy(() -> after.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        first.complete(read());
        assertThat(before.get(10, TimeUnit.SECONDS)).isEqualTo("reading 1");
        assertThat(after.get(10, TimeUnit.SECONDS)).isEqualTo("reading 2");
    }

    @Test
    void a_run_gets_a_reading_that_begins_after_its_start_and_shares_it_with_others() throws Exception {
        StateReader reader = reader(HOUR);
        CompletableFuture<StateReader.State> unfinished = new CompletableFuture<>();
        StateReader slow = new StateReader(unfinished::join, task -> new Thread(task).start(), HOUR);
        assertThat(slow.read(Duration.ofMillis(1))).isEmpty();
        CompletableFuture<String> late = next(slow);
        unfinished.complete(read());
        assertThat(late.get(10, TimeUnit.SECONDS)).isEqualTo("reading 1");

        assertThat(reader.read(Duration.ZERO)).isEmpty();
        queue.remove().run();
        CompletableFuture<String> fresh = next(reader);
        Awaitility.await().until(() -> !queue.isEmpty());
        queue.remove().run();
        assertThat(fresh.get(10, TimeUnit.SECONDS))
                .as("a fresh state is older than the start")
                .isEqualTo("reading 3");
    }

    @Test
    void a_failed_reading_is_reported_and_the_next_call_reads_again() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        StateReader reader = new StateReader(
                () -> {
                    if (calls.incrementAndGet() == 1) {
                        throw new IOException("broken");
                    }
                    return read();
                },
                Runnable::run,
                HOUR);
        assertThatThrownBy(() -> reader.read(Duration.ofSeconds(1)))
                .isInstanceOf(IOException.class)
                .hasRootCauseMessage("broken");
        assertThat(reader.read(Duration.ofSeconds(1))).isPresent();
    }

    @Test
    void a_reader_whose_service_stops_ends_its_callers() {
        StateReader reader = new StateReader(
                this::read,
                task -> {
                    throw new RejectedExecutionException("stopped");
                },
                HOUR);
        assertThatThrownBy(() -> reader.read(HOUR)).isInstanceOf(InterruptedException.class);
        assertThatThrownBy(reader::next).isInstanceOf(InterruptedException.class);
    }
}
