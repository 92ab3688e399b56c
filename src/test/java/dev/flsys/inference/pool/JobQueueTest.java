package dev.flsys.inference.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JobQueueTest {

    private static final int WORKERS = 2;
    private static final long MICROSECOND = 1_000;
    private static final long MILLISECOND = 1_000_000;

    private final JobQueue<Job<Integer>> queue = new JobQueue<>(batch -> {}, 100);

    @Test
    void one_worker_takes_all_short_work() {
        run(20, 10 * MICROSECOND);
        assertThat(queue.isShort()).isTrue();
        add(4);
        assertThat(queue.canStart()).isTrue();
        assertThat(queue.take(WORKERS, client -> false)).hasSize(4);
        add(3);
        assertThat(queue.canStart()).isFalse();
        queue.endBatch(10 * MICROSECOND);
        assertThat(queue.canStart()).isTrue();
    }

    @Test
    void long_work_is_shared_by_the_workers() {
        run(20, 10 * MILLISECOND);
        assertThat(queue.isShort()).isFalse();
        add(5);
        assertThat(queue.take(WORKERS, client -> false)).hasSize(3);
        assertThat(queue.canStart()).isTrue();
        assertThat(queue.take(WORKERS, client -> false)).hasSize(1);
    }

    @Test
    void a_queue_adapts_when_its_work_changes_its_length() {
        run(20, 10 * MICROSECOND);
        run(20, 10 * MILLISECOND);
        assertThat(queue.isShort()).isFalse();
        run(100, 10 * MICROSECOND);
        assertThat(queue.isShort()).isTrue();
    }

    @Test
    void clients_take_turns_and_a_busy_one_waits_for_the_others() {
        run(20, 10 * MILLISECOND);
        List<String> order = List.of("a", "a", "a", "a", "b", "c");
        order.forEach(client -> queue.add(new Job<>(client, () -> false)));
        assertThat(clients(queue.take(WORKERS, client -> false))).containsExactly("a", "b", "c");
        queue.add(new Job<>("d", () -> false));
        assertThat(clients(queue.take(WORKERS, "a"::equals))).containsExactly("d");
        assertThat(clients(queue.take(1, "a"::equals))).containsExactly("a", "a", "a");
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void jobs_that_are_put_back_come_first() {
        Job<Integer> first = new Job<>(() -> false);
        Job<Integer> second = new Job<>(() -> false);
        queue.add(first);
        queue.add(second);
        List<Job<Integer>> taken = queue.take(1, client -> false);
        Job<Integer> third = new Job<>(() -> false);
        queue.add(third);
        queue.putBack(taken);
        assertThat(queue.take(1, client -> false)).containsExactly(first, second, third);
    }

    private static List<String> clients(List<Job<Integer>> jobs) {
        return jobs.stream().map(Job::client).toList();
    }

    private void add(int jobs) {
        for (int i = 0; i < jobs; i++) {
            queue.add(new Job<>(() -> false));
        }
    }

    private void run(int batches, long nanos) {
        for (int i = 0; i < batches; i++) {
            add(1);
            queue.take(1, client -> false);
            queue.endBatch(nanos);
        }
    }
}
