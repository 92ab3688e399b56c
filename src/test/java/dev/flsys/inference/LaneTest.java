package dev.flsys.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LaneTest {

    private static final int WORKERS = 2;
    private static final long MICROSECOND = 1_000;
    private static final long MILLISECOND = 1_000_000;

    private final Lane<Job<Integer>> lane = new Lane<>(batch -> {}, 100);

    @Test
    void one_worker_takes_all_short_work() {
        run(20, 10 * MICROSECOND);
        assertThat(lane.isShort()).isTrue();
        add(4);
        assertThat(lane.canStart()).isTrue();
        assertThat(lane.take(WORKERS)).hasSize(4);
        add(3);
        assertThat(lane.canStart()).isFalse();
        lane.done(10 * MICROSECOND);
        assertThat(lane.canStart()).isTrue();
    }

    @Test
    void long_work_is_shared_by_the_workers() {
        run(20, 10 * MILLISECOND);
        assertThat(lane.isShort()).isFalse();
        add(5);
        assertThat(lane.take(WORKERS)).hasSize(3);
        assertThat(lane.canStart()).isTrue();
        assertThat(lane.take(WORKERS)).hasSize(1);
    }

    @Test
    void a_lane_adapts_when_its_work_changes_its_length() {
        run(20, 10 * MICROSECOND);
        run(20, 10 * MILLISECOND);
        assertThat(lane.isShort()).isFalse();
        run(100, 10 * MICROSECOND);
        assertThat(lane.isShort()).isTrue();
    }

    private void add(int jobs) {
        for (int i = 0; i < jobs; i++) {
            lane.add(new Job<>(() -> false));
        }
    }

    private void run(int batches, long nanos) {
        for (int i = 0; i < batches; i++) {
            add(1);
            lane.take(1);
            lane.done(nanos);
        }
    }
}
