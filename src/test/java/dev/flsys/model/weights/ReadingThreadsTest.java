package dev.flsys.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadingThreadsTest {

    private static final Duration PATIENT = Duration.ofSeconds(30);

    /** A thread for each caller. The common pool may have one thread only, and the callers block. */
    private static final Executor CALLERS = call -> new Thread(call).start();

    @Test
    void a_reading_has_its_result_or_its_problem() {
        try (ReadingThreads threads = new ReadingThreads(1, 1, PATIENT)) {
            assertThat(threads.result(() -> "read", () -> "late")).isEqualTo("read");
            WeightsProblem problem = WeightsProblem.noRound("net");
            assertThatThrownBy(() -> threads.result(
                            () -> {
                                throw problem;
                            },
                            () -> "late"))
                    .isSameAs(problem);
        }
    }

    @Test
    void a_reading_that_takes_too_long_is_interrupted_and_reported_as_late() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        try (ReadingThreads threads = new ReadingThreads(1, 1, Duration.ofMillis(50))) {
            WeightsProblem late = catchThrowableOfType(
                    WeightsProblem.class, () -> threads.result(() -> untilInterrupted(interrupted), () -> "3 rounds"));
            assertThat(late.status()).isEqualTo(503);
            assertThat(late.detail()).isEqualTo("3 rounds");
            assertThat(late.retryAfterSeconds()).isPresent();
            assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void a_reading_is_refused_if_all_places_are_taken() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (ReadingThreads threads = new ReadingThreads(1, 1, PATIENT)) {
            CompletableFuture<String> first = CompletableFuture.supplyAsync(
                    () -> threads.result(
                            () -> {
                                begun.countDown();
                                end.await();
                                return "first";
                            },
                            () -> "late"),
                    CALLERS);
            begun.await();
            List<CompletableFuture<String>> others = Stream.generate(() ->
                            CompletableFuture.supplyAsync(() -> threads.result(() -> "other", () -> "late"), CALLERS))
                    .limit(3)
                    .toList();
            Awaitility.await().until(() -> refused(others).size() == 2);
            assertThat(refused(others)).allSatisfy(each -> assertThatThrownBy(each::join)
                    .hasCauseInstanceOf(WeightsProblem.class)
                    .hasRootCauseMessage("The weights of too many models are being read."));
            end.countDown();
            assertThat(first.get()).isEqualTo("first");
            Awaitility.await().until(() -> others.stream().allMatch(CompletableFuture::isDone));
            assertThat(refused(others)).hasSize(2);
        }
    }

    private static List<CompletableFuture<String>> refused(List<CompletableFuture<String>> calls) {
        return calls.stream()
                .filter(CompletableFuture::isCompletedExceptionally)
                .toList();
    }

    private static String untilInterrupted(CountDownLatch interrupted) throws InterruptedException {
        try {
            new CountDownLatch(1).await();
            return "not interrupted";
        } catch (InterruptedException ended) {
            interrupted.countDown();
            throw ended;
        }
    }
}
