package dev.flsys.inference.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentOutcomesTest {

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final RecentOutcomes outcomes = new RecentOutcomes(clock::get);

    @Test
    void nothing_has_succeeded_or_failed_at_first() {
        assertThat(outcomes.sinceSuccess()).isEmpty();
        assertThat(outcomes.failuresInARow()).isZero();
    }

    @Test
    void failures_are_counted_until_one_succeeds() {
        outcomes.record(InferenceProblem.failed("answers no numbers"));
        outcomes.record(new CompletionException(new IllegalStateException("/a/path")));
        assertThat(outcomes.failuresInARow()).isEqualTo(2);
        outcomes.record(null);
        assertThat(outcomes.failuresInARow()).isZero();
        clock.addAndGet(Duration.ofSeconds(7).toNanos());
        assertThat(outcomes.sinceSuccess()).contains(Duration.ofSeconds(7));
    }

    @Test
    void bad_requests_cancellations_and_a_full_queue_do_not_count() {
        outcomes.record(InferenceProblem.failed("first"));
        outcomes.record(InferenceProblem.badInput("no numbers"));
        outcomes.record(new CompletionException(InferenceProblem.queueFull()));
        outcomes.record(new CancellationException());
        assertThat(outcomes.failuresInARow()).isEqualTo(1);
        assertThat(outcomes.sinceSuccess()).isEmpty();
    }

    @Test
    void an_unexpected_failure_is_described_without_its_message() {
        assertThat(RecentOutcomes.describe(InferenceProblem.failed("answers no numbers")))
                .isEqualTo("answers no numbers");
        assertThat(RecentOutcomes.describe(new CompletionException(new IllegalStateException("/a/path"))))
                .isEqualTo("IllegalStateException");
        assertThat(RecentOutcomes.describe(new UnsatisfiedLinkError("/tmp/libort.so: failed to map")))
                .contains("native library", "DJL_CACHE_DIR")
                .doesNotContain("/tmp");
    }

    @Test
    void a_watched_answer_counts_when_it_ends() {
        CompletableFuture<Integer> good = new CompletableFuture<>();
        CompletableFuture<Integer> bad = new CompletableFuture<>();
        List<RequestOutcome> counted = new ArrayList<>();
        outcomes.watch(good, counted::add);
        outcomes.watch(bad, counted::add);
        assertThat(outcomes.sinceSuccess()).isEmpty();
        good.complete(1);
        assertThat(outcomes.sinceSuccess()).contains(Duration.ZERO);
        bad.completeExceptionally(new OutOfMemoryError());
        assertThat(outcomes.failuresInARow()).isEqualTo(1);
        assertThat(counted).containsExactly(RequestOutcome.SUCCESS, RequestOutcome.FAILED);
    }
}
