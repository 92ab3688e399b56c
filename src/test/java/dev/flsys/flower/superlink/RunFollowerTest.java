package dev.flsys.flower.superlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flsys.flower.superlink.RunStatus.Phase;
import dev.flsys.process.OutputLine;
import dev.flsys.process.OutputLines;
import dev.flsys.testsupport.Processes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFollowerTest {

    /** A thread for each task: on two cores, the common pool of newer JDKs has a single thread. */
    private static final Executor THREADS = task -> new Thread(task).start();

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String MARKER = "run-follower-test";

    @TempDir
    Path folder;

    private FakeFlwr flower;
    private RunAtSuperLink run;

    private final Watcher watcher = new Watcher();
    private final List<RunFollower> followers = new ArrayList<>();

    /** Keeps lines and events. A line that continues ends with an ellipsis. */
    private static final class Watcher implements RunListener {

        final List<String> lines = Collections.synchronizedList(new ArrayList<>());
        final List<String> events = Collections.synchronizedList(new ArrayList<>());

        @Override
        public int storeLines(OutputLine first, Supplier<@Nullable OutputLine> more) {
            int count = 0;
            for (OutputLine line = first; line != null; line = more.get()) {
                lines.add(line.text() + (line.continues() ? "…" : ""));
                count++;
            }
            return count;
        }

        @Override
        public void onUnreachable(String reason) {
            events.add("unreachable: " + reason);
        }

        @Override
        public void onReachable() {
            events.add("reached");
        }

        @Override
        public void onUnstoppable(String reason) {
            events.add("unstoppable: " + reason);
        }
    }

    @BeforeEach
    void makeFlower() throws IOException {
        flower = FakeFlwr.in(folder);
        run = flower.running("7");
    }

    @AfterEach
    void leave() {
        followers.forEach(RunFollower::leave);
    }

    private RunFollower follower(long stored) {
        RunFollower follower = new RunFollower(
                new FlwrClient(flower.program(), MARKER),
                run,
                watcher,
                stored,
                Duration.ofMillis(20),
                Duration.ofMillis(200));
        followers.add(follower);
        return follower;
    }

    private static CompletableFuture<Optional<RunStatus>> follow(RunFollower follower) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return follower.follow();
                    } catch (InterruptedException impossible) {
                        throw new IllegalStateException(impossible);
                    }
                },
                THREADS);
    }

    private void awaitLines(int count) {
        await().atMost(LIMIT).until(() -> watcher.lines.size() >= count);
    }

    private void awaitLooks(int count) {
        await().atMost(LIMIT)
                .until(() -> flower.has("looks") && flower.read("looks").lines().count() >= count);
    }

    private static RunStatus end(CompletableFuture<Optional<RunStatus>> end) {
        await().atMost(LIMIT).until(end::isDone);
        return end.join().orElseThrow();
    }

    @Test
    void lines_of_the_command_before_the_log_are_left_out() {
        flower.write("before", "Flower was updated.\n\nRead the news.\n");
        CompletableFuture<Optional<RunStatus>> end = follow(follower(0));
        flower.print("7", "one\n");
        awaitLines(1);
        flower.print("7", "Using SuperLink: grid (in the log)\ntwo\n");
        flower.write("7.status", "finished:completed");
        assertThat(end(end)).isEqualTo(new RunStatus(Phase.COMPLETED, ""));
        assertThat(watcher.lines).containsExactly("one", "Using SuperLink: grid (in the log)", "two");
        assertThat(watcher.events).isEmpty();
    }

    @Test
    void stored_lines_are_not_delivered_again() {
        flower.print("7", "one\ntwo\nthree\n");
        flower.write("7.status", "finished:completed");
        assertThat(end(follow(follower(2))).phase()).isEqualTo(Phase.COMPLETED);
        assertThat(watcher.lines).containsExactly("three");
    }

    @Test
    void a_stream_that_breaks_within_a_line_loses_and_repeats_no_line() {
        CompletableFuture<Optional<RunStatus>> end = follow(follower(0));
        flower.print("7", "one\ntwo and ");
        flower.write("7.cut", "");
        await().atMost(LIMIT).until(() -> !flower.has("7.cut"));
        flower.print("7", "a half\nthree\n");
        awaitLines(3);
        flower.write("7.status", "finished:completed");
        end(end);
        assertThat(watcher.lines).containsExactly("one", "two and a half", "three");
    }

    @Test
    void a_stream_that_breaks_within_a_very_long_line_continues_at_its_next_piece() {
        String longest = "字".repeat(OutputLines.MAX_LENGTH) + "x".repeat(OutputLines.MAX_LENGTH);
        CompletableFuture<Optional<RunStatus>> end = follow(follower(0));
        flower.print("7", longest.substring(0, OutputLines.MAX_LENGTH + 10));
        flower.write("7.cut", "");
        await().atMost(LIMIT).until(() -> !flower.has("7.cut"));
        flower.print("7", longest.substring(OutputLines.MAX_LENGTH + 10) + "y\nnext\n");
        flower.write("7.status", "finished:completed");
        end(end);
        assertThat(watcher.lines)
                .containsExactly(
                        "字".repeat(OutputLines.MAX_LENGTH) + "…",
                        "x".repeat(OutputLines.MAX_LENGTH) + "…",
                        "y",
                        "next");
    }

    @Test
    void lines_after_the_last_read_of_a_stream_are_delivered_too() {
        flower.print("7", "one\n");
        flower.write("7.late", "two\nthree, without an end");
        flower.write("7.status", "finished:completed");
        end(follow(follower(0)));
        assertThat(watcher.lines).containsExactly("one", "two", "three, without an end");
    }

    @Test
    void an_unreachable_superlink_is_reported_once_and_followed_when_it_returns() {
        CompletableFuture<Optional<RunStatus>> end = follow(follower(0));
        flower.print("7", "one\n");
        awaitLines(1);
        flower.write("down", "");
        awaitLooks(3);
        flower.print("7", "two\n");
        flower.remove("down");
        awaitLines(2);
        flower.write("7.status", "finished:completed");
        assertThat(end(end).phase()).isEqualTo(Phase.COMPLETED);
        assertThat(watcher.lines).containsExactly("one", "two");
        assertThat(watcher.events)
                .containsExactly("unreachable: Connection to the SuperLink is unavailable.", "reached");
    }

    @Test
    void a_failed_run_ends_with_the_details_of_flower() {
        flower.write("7.details", "The ServerApp raised.");
        flower.write("7.status", "finished:failed");
        assertThat(end(follow(follower(0)))).isEqualTo(new RunStatus(Phase.FAILED, "The ServerApp raised."));
    }

    @Test
    void a_run_that_the_superlink_does_not_know_has_ended() {
        CompletableFuture<Optional<RunStatus>> end = follow(follower(0));
        flower.print("7", "one\n");
        awaitLines(1);
        flower.remove("7.status");
        flower.remove("7.log");
        assertThat(end(end).phase()).isEqualTo(Phase.FORGOTTEN);
        assertThat(watcher.lines).containsExactly("one");
    }

    @Test
    void a_refused_stop_is_reported_once_and_repeated_until_it_is_accepted() throws Exception {
        RunFollower follower = follower(0);
        CompletableFuture<Optional<RunStatus>> end = follow(follower);
        flower.write("refuse", "");
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(
                () -> {
                    try {
                        follower.stop();
                    } catch (InterruptedException impossible) {
                        throw new IllegalStateException(impossible);
                    }
                },
                THREADS);
        awaitLooks(3);
        assertThat(end).isNotDone();
        flower.remove("refuse");
        assertThat(end(end).phase()).isEqualTo(Phase.STOPPED);
        stopping.join();
        assertThat(watcher.events).containsExactly("unstoppable: Not now.");
    }

    @Test
    void a_run_that_is_left_continues_and_no_process_follows_it() {
        RunFollower follower = follower(0);
        CompletableFuture<Optional<RunStatus>> end = follow(follower);
        flower.print("7", "one\n");
        awaitLines(1);
        assertThat(Processes.withVariable("FLSYS_MARKER", MARKER)).isNotEmpty();
        follower.leave();
        await().atMost(LIMIT).until(end::isDone);
        assertThat(end.join()).isEmpty();
        assertThat(Processes.withVariable("FLSYS_MARKER", MARKER)).isEmpty();
        assertThat(flower.read("7.status")).isEqualTo("running");
    }

    @Test
    void a_stream_that_does_not_end_with_its_run_is_closed_by_a_look() throws Exception {
        flower.print("7", "one\n");
        flower.write("hang", "");
        RunFollower follower = follower(0);
        CompletableFuture<Optional<RunStatus>> end = follow(follower);
        awaitLines(1);
        flower.print("7", "two\n");
        flower.write("7.status", "finished:completed");
        follower.closeIfEnded();
        // The follower asks a second time because its stream has ended.
        awaitLooks(2);
        flower.remove("hang");
        assertThat(end(end).phase()).isEqualTo(Phase.COMPLETED);
        assertThat(watcher.lines).containsExactly("one", "two");
    }
}
