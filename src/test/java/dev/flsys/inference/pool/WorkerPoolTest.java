package dev.flsys.inference.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.model.serving.ModelVersion;
import dev.flsys.project.FileStamp;
import dev.flsys.testsupport.FakeModel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Longer than 350 lines, because all cases share the pools, the latch and the queues below. */
class WorkerPoolTest {

    private static final Duration SHORT = Duration.ofMillis(500);

    private final List<WorkerPool> pools = new ArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void stop() throws InterruptedException {
        release.countDown();
        for (WorkerPool pool : pools) {
            pool.stop();
        }
    }

    @Test
    void a_job_without_a_place_fails_at_once_with_a_time_to_retry() {
        WorkerPool pool = pool(1, 2);
        JobQueue<Job<Integer>> queue = queue(1, this::answerWhenReleased);
        Job<Integer> running = submit(pool, queue);
        Awaitility.await().until(() -> pool.busy() == 1);
        Job<Integer> first = submit(pool, queue);
        Job<Integer> second = submit(pool, queue);
        assertThat(pool.waiting()).isEqualTo(2);

        Job<Integer> third = submit(pool, queue);
        assertThat(third.answer()).isCompletedExceptionally();
        assertThatThrownBy(third.answer()::join).cause().isInstanceOfSatisfying(InferenceProblem.class, full -> {
            assertThat(full.status()).isEqualTo(503);
            assertThat(full.retryAfterSeconds()).hasValue(1);
        });

        release.countDown();
        assertThat(running.answer().join()
                        + first.answer().join()
                        + second.answer().join())
                .isEqualTo(3);
    }

    @Test
    void a_job_whose_client_has_gone_loses_its_place_and_never_runs() {
        WorkerPool pool = pool(1, 1);
        List<Job<Integer>> run = new ArrayList<>();
        JobQueue<Job<Integer>> queue = queue(1, batch -> {
            run.addAll(batch);
            answerWhenReleased(batch);
        });
        Job<Integer> running = submit(pool, queue);
        Awaitility.await().until(() -> pool.busy() == 1);
        AtomicBoolean gone = new AtomicBoolean();
        Job<Integer> impatient = new Job<>(gone::get);
        pool.submit(queue, impatient);
        gone.set(true);
        Job<Integer> next = submit(pool, queue);

        release.countDown();
        assertThat(next.answer().join()).isEqualTo(1);
        assertThat(impatient.answer()).isCancelled();
        assertThat(run).containsExactly(running, next);
    }

    @Test
    void jobs_of_a_queue_run_together_up_to_its_largest_batch() {
        WorkerPool pool = pool(1, 100);
        ConcurrentLinkedQueue<Integer> sizes = new ConcurrentLinkedQueue<>();
        JobQueue<Job<Integer>> queue = queue(4, batch -> {
            sizes.add(batch.size());
            answerWhenReleased(batch);
        });
        List<Job<Integer>> jobs = new ArrayList<>();
        jobs.add(submit(pool, queue));
        Awaitility.await().until(() -> pool.busy() == 1);
        for (int i = 0; i < 9; i++) {
            jobs.add(submit(pool, queue));
        }
        release.countDown();
        jobs.forEach(job -> assertThat(job.answer().join()).isEqualTo(1));
        assertThat(sizes).containsExactly(1, 4, 4, 1);
    }

    @Test
    void workers_share_a_queue_whose_work_is_long() throws Exception {
        WorkerPool pool = pool(2, 100);
        CyclicBarrier bothInside = new CyclicBarrier(2);
        JobQueue<Job<Integer>> queue = queue(10, batch -> {
            await(bothInside);
            answer(batch);
        });
        Job<Integer> first = submit(pool, queue);
        Job<Integer> second = submit(pool, queue);
        assertThat(first.answer().get(30, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(second.answer().get(30, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void queues_take_turns() {
        WorkerPool pool = pool(1, 100);
        ConcurrentLinkedQueue<String> order = new ConcurrentLinkedQueue<>();
        JobQueue<Job<Integer>> gate = queue(1, this::answerWhenReleased);
        JobQueue<Job<Integer>> crowded = queue(1, batch -> noteAndAnswer("crowded", order, batch));
        JobQueue<Job<Integer>> other = queue(1, batch -> noteAndAnswer("other", order, batch));
        submit(pool, gate);
        Awaitility.await().until(() -> pool.busy() == 1);
        List<Job<Integer>> jobs =
                List.of(submit(pool, crowded), submit(pool, crowded), submit(pool, crowded), submit(pool, other));
        release.countDown();
        jobs.forEach(job -> job.answer().join());
        assertThat(order).containsExactly("crowded", "other", "crowded", "crowded");
    }

    @Test
    void a_failure_reaches_the_client_and_the_worker_continues() {
        WorkerPool pool = pool(1, 2);
        JobQueue<Job<Integer>> broken = queue(1, batch -> {
            throw new StackOverflowError("deep");
        });
        Job<Integer> failed = submit(pool, broken);
        assertThatThrownBy(failed.answer()::join).hasCauseInstanceOf(StackOverflowError.class);
        assertThat(submit(pool, queue(1, this::answer)).answer().join()).isEqualTo(1);
    }

    @Test
    void the_queue_counts_as_full_until_half_of_its_places_are_free() {
        WorkerPool pool = pool(1, 4);
        Semaphore turns = new Semaphore(0);
        JobQueue<Job<Integer>> queue = queue(1, batch -> {
            turns.acquireUninterruptibly();
            answer(batch);
        });
        Job<Integer> first = submit(pool, queue);
        Awaitility.await().until(() -> pool.waiting() == 0);
        List<Job<Integer>> jobs = new ArrayList<>(List.of(first));
        for (int i = 0; i < 3; i++) {
            jobs.add(submit(pool, queue));
        }
        assertThat(pool.fullFor()).isZero();
        jobs.add(submit(pool, queue));
        Awaitility.await().until(() -> pool.fullFor().toMillis() > 0);

        turns.release();
        Awaitility.await().until(() -> pool.waiting() == 3);
        assertThat(pool.fullFor()).isPositive();
        jobs.add(submit(pool, queue));
        turns.release(2);
        Awaitility.await().until(() -> pool.waiting() == 2);
        assertThat(pool.fullFor()).isZero();
        turns.release(jobs.size());
        jobs.forEach(job -> assertThat(job.answer().join()).isEqualTo(1));
    }

    @Test
    void a_stop_finishes_waiting_jobs_and_accepts_no_more() throws Exception {
        WorkerPool pool = pool(1, 10);
        JobQueue<Job<Integer>> queue = queue(1, this::answerWhenReleased);
        List<Job<Integer>> jobs = List.of(submit(pool, queue), submit(pool, queue), submit(pool, queue));
        release.countDown();
        pool.stop();
        jobs.forEach(job -> assertThat(job.answer()).isCompletedWithValue(1));
        assertThat(submit(pool, queue).answer()).isCompletedExceptionally();
    }

    @Test
    void a_hanging_worker_is_replaced_and_its_request_fails() throws Exception {
        WorkerPool pool = pool(1, 100, SHORT);
        Job<Integer> endless = submit(pool, queue(1, this::answerWhenReleased));
        assertThatThrownBy(() -> endless.answer().get(30, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(InferenceProblem.class, late -> {
                    assertThat(late.status()).isEqualTo(504);
                    assertThat(late.detail()).contains("500 ms").contains("INFERENCE_TIMEOUT");
                });
        Job<Integer> next = submit(pool, queue(1, this::answer));
        assertThat(next.answer().get(30, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(pool.hanging()).containsExactly("a request");
        assertThat(pool.living()).isEqualTo(1);

        release.countDown();
        Awaitility.await().until(() -> pool.hanging().isEmpty());
        assertThat(pool.living()).isEqualTo(1);
    }

    @Test
    void at_most_three_threads_per_worker_hang_and_workers_return_with_them() throws Exception {
        WorkerPool pool = pool(1, 100, SHORT);
        for (int i = 0; i < 3; i++) {
            Job<Integer> endless = submit(pool, queue(1, this::answerWhenReleased));
            assertThatThrownBy(() -> endless.answer().get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(InferenceProblem.class);
        }
        Awaitility.await().until(() -> pool.hanging().size() == 3);
        assertThat(pool.living()).isZero();
        Job<Integer> waits = submit(pool, queue(1, this::answer));
        assertThat(waits.answer()).isNotDone();

        release.countDown();
        assertThat(waits.answer().get(30, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(pool.living()).isEqualTo(1);
        Awaitility.await().until(() -> pool.hanging().isEmpty());
    }

    @Test
    void other_queues_do_not_wait_for_the_deadline_of_a_slow_one() throws Exception {
        WorkerPool pool = pool(1, 100);
        JobQueue<Job<Integer>> slow = queue(1, this::answerWhenReleased);
        Job<Integer> endless = submit(pool, slow);
        Job<Integer> behindIt = submit(pool, slow);
        JobQueue<Job<Integer>> quick = queue(1, this::answer);
        for (int i = 0; i < 3; i++) {
            assertThat(submit(pool, quick).answer().get(30, TimeUnit.SECONDS)).isEqualTo(1);
        }
        assertThat(endless.answer()).isNotDone();
        assertThat(behindIt.answer()).isNotDone();
        Awaitility.await().until(() -> pool.living() == 1);

        release.countDown();
        assertThat(behindIt.answer().get(30, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void a_batch_may_take_longer_than_a_step_of_it() throws Exception {
        WorkerPool pool = pool(1, 100, Duration.ofSeconds(1));
        Job<Integer> slow = submit(pool, queue(1, batch -> {
            long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
            while (System.nanoTime() < end) {
                Worker.beginStep();
                Thread.onSpinWait();
            }
            answer(batch);
        }));
        assertThat(slow.answer().get(30, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(pool.hanging()).isEmpty();
    }

    @Test
    void a_model_with_two_hanging_calls_is_not_called_and_stays_open() throws Exception {
        WorkerPool pool = pool(2, 100, SHORT);
        FakeModel endless = new FakeModel(0, this::awaitRelease, 1);
        ModelVersion version = new ModelVersion(
                "endless", new FileStamp(Path.of("endless.pt"), 1, Instant.EPOCH), Optional.empty(), endless);
        JobQueue<Job<Integer>> queue = queue(
                1,
                batch -> batch.forEach(job -> {
                    try {
                        ModelCall.of(version, model -> model.forward(new float[1], 1));
                    } catch (RuntimeException failed) {
                        job.fail(failed);
                    }
                }));
        for (Job<Integer> job : List.of(submit(pool, queue), submit(pool, queue))) {
            assertThatThrownBy(() -> job.answer().get(30, TimeUnit.SECONDS))
                    .hasMessageContaining("The model endless took longer than 500 ms");
        }
        Job<Integer> third = submit(pool, queue);
        assertThatThrownBy(() -> third.answer().get(30, TimeUnit.SECONDS))
                .hasMessageContaining("The model endless is not called");
        assertThat(pool.hanging()).containsExactly("endless", "endless");

        version.retire();
        assertThat(endless.isClosed()).isFalse();
        release.countDown();
        Awaitility.await().until(endless::isClosed);
    }

    @Test
    void a_stop_does_not_wait_for_hanging_workers() throws Exception {
        WorkerPool pool = pool(1, 100, SHORT);
        Job<Integer> endless = submit(pool, queue(1, this::answerWhenReleased));
        assertThatThrownBy(() -> endless.answer().get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(InferenceProblem.class);
        pool.stop();
        assertThat(release.getCount()).as("the worker still hangs").isEqualTo(1);
    }

    @Test
    void a_slow_picture_fails_alone_and_the_other_jobs_of_its_batch_are_answered() throws Exception {
        WorkerPool pool = pool(new WorkerPool(1, 100, InferenceSettings.DEFAULT_TIMEOUT, SHORT, PoolMeters.NONE));
        JobQueue<Job<Integer>> gate = queue(1, this::answerWhenReleased);
        submit(pool, gate);
        Awaitility.await().until(() -> pool.busy() == 1);
        Job<Integer> before = new Job<>(() -> false);
        Job<Integer> slow = new Job<>(() -> false);
        Job<Integer> after = new Job<>(() -> false);
        AtomicBoolean ended = new AtomicBoolean();
        JobQueue<Job<Integer>> pictures = queue(3, batch -> {
            for (Job<Integer> job : batch) {
                if (!Worker.beginDecoding(job)) {
                    return;
                }
                while (job == slow && !ended.get()) {
                    Thread.onSpinWait();
                }
            }
            if (Worker.beginStep()) {
                answer(batch);
            }
        });
        List.of(before, slow, after).forEach(job -> pool.submit(pictures, job));
        release.countDown();
        assertThatThrownBy(() -> slow.answer().get(30, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(InferenceProblem.class, late -> {
                    assertThat(late.status()).isEqualTo(400);
                    assertThat(late.detail()).contains("500 ms of processor time", "INFERENCE_PICTURE_TIMEOUT");
                });
        assertThat(before.answer().get(30, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(after.answer().get(30, TimeUnit.SECONDS)).isEqualTo(1);
        ended.set(true);
        Awaitility.await().until(() -> pool.hanging().isEmpty());
        assertThat(pool.living()).isEqualTo(1);
    }

    @Test
    void a_picture_that_waits_without_work_is_not_slow() throws Exception {
        WorkerPool pool = pool(new WorkerPool(1, 100, Duration.ofSeconds(3), Duration.ofMillis(100), PoolMeters.NONE));
        Job<Integer> idle = submit(pool, queue(1, batch -> {
            assertThat(Worker.beginDecoding(batch.get(0))).isTrue();
            answerWhenReleased(batch);
        }));
        assertThatThrownBy(() -> idle.answer().get(30, TimeUnit.SECONDS))
                .cause()
                .hasFieldOrPropertyWithValue("status", 504);
    }

    @Test
    void a_client_with_slow_pictures_does_not_delay_another_client() throws Exception {
        WorkerPool pool = pool(1, 100);
        JobQueue<Job<Integer>> pictures = queue(8, batch -> {
            Worker.beginDecoding(batch.get(0));
            if (batch.get(0).client().equals("greedy")) {
                awaitRelease();
            }
            answer(batch);
        });
        List<Job<Integer>> greedy = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            greedy.add(new Job<>("greedy", () -> false));
            pool.submit(pictures, greedy.get(i));
            Awaitility.await().until(() -> pool.busy() == 1);
        }
        Job<Integer> other = new Job<>("other", () -> false);
        pool.submit(pictures, other);
        assertThat(other.answer().get(30, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(greedy).noneMatch(job -> job.answer().isDone());
        release.countDown();
        greedy.forEach(job -> assertThat(job.answer().join()).isEqualTo(1));
    }

    @Test
    void jobs_that_a_batch_leaves_wait_for_their_next_turn() throws Exception {
        WorkerPool pool = pool(1, 2);
        JobQueue<Job<Integer>> queue = queue(8, batch -> batch.get(0).answer().complete(batch.size()));
        JobQueue<Job<Integer>> gate = queue(1, this::answerWhenReleased);
        submit(pool, gate);
        Awaitility.await().until(() -> pool.busy() == 1);
        Job<Integer> first = submit(pool, queue);
        Job<Integer> second = submit(pool, queue);
        release.countDown();
        assertThat(first.answer().get(30, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(second.answer().get(30, TimeUnit.SECONDS)).isEqualTo(1);
        Awaitility.await().until(() -> pool.waiting() == 0);
    }

    private WorkerPool pool(int workers, int places) {
        return pool(workers, places, InferenceSettings.DEFAULT_TIMEOUT);
    }

    private WorkerPool pool(int workers, int places, Duration limit) {
        return pool(new WorkerPool(workers, places, limit));
    }

    private WorkerPool pool(WorkerPool pool) {
        pools.add(pool);
        return pool;
    }

    private static JobQueue<Job<Integer>> queue(int largestBatch, Consumer<List<Job<Integer>>> runner) {
        return new JobQueue<>(runner, largestBatch);
    }

    private static Job<Integer> submit(WorkerPool pool, JobQueue<Job<Integer>> queue) {
        Job<Integer> job = new Job<>(() -> false);
        pool.submit(queue, job);
        return job;
    }

    private void noteAndAnswer(String name, ConcurrentLinkedQueue<String> order, List<Job<Integer>> batch) {
        order.add(name);
        answer(batch);
    }

    private void answer(List<Job<Integer>> batch) {
        batch.forEach(job -> job.answer().complete(1));
    }

    private void answerWhenReleased(List<Job<Integer>> batch) {
        awaitRelease();
        answer(batch);
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception alone) {
            throw new IllegalStateException(alone);
        }
    }
}
