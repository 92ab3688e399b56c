package dev.flsys.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {

    private final WorkerPool pool = new WorkerPool(1, 2);

    @AfterEach
    void stop() throws InterruptedException {
        pool.stop();
    }

    @Test
    void what_finds_no_place_is_told_at_once_when_to_come_back() {
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Integer> running = submit(release, 1);
        Awaitility.await().until(() -> pool.busy() == 1);
        CompletableFuture<Integer> first = submit(release, 2);
        CompletableFuture<Integer> second = submit(release, 3);
        assertThat(pool.waiting()).isEqualTo(2);

        CompletableFuture<Integer> third = submit(release, 4);
        assertThat(third).isCompletedExceptionally();
        assertThatThrownBy(third::join).cause().isInstanceOfSatisfying(InferenceQueueFull.class, full -> {
            assertThat(full.status()).isEqualTo(503);
            assertThat(full.retryAfterSeconds()).hasValue(1);
        });

        release.countDown();
        assertThat(running.join() + first.join() + second.join()).isEqualTo(6);
    }

    @Test
    void a_failure_reaches_who_asked_and_the_worker_goes_on() {
        CompletableFuture<Object> failed = pool.submit(() -> {
                    throw new StackOverflowError("deep");
                })
                .toCompletableFuture();
        assertThatThrownBy(failed::join).hasCauseInstanceOf(StackOverflowError.class);
        assertThat(pool.submit(() -> 7).toCompletableFuture().join()).isEqualTo(7);
    }

    private CompletableFuture<Integer> submit(CountDownLatch release, int answer) {
        return pool.submit(() -> {
                    release.await();
                    return answer;
                })
                .toCompletableFuture();
    }
}
