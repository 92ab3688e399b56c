package dev.flsys.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SendPaceTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - SECOND);
    private final SendPace pace = new SendPace(clock::get);

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    @Test
    void nothing_waits_while_logs_grow_slowly() {
        for (int window = 0; window < 50; window++) {
            pace.grew(SendPace.FAST - 1);
            pace.sent(1 << 20, 10_000);
            assertThat(pace.pause()).isZero();
            pass(Duration.ofMillis(100));
        }
    }

    @Test
    void the_bytes_of_a_crowd_stay_within_the_limit_while_a_log_grows_fast() {
        long begin = clock.get();
        long sent = 0;
        while (clock.get() - begin < 10 * SECOND) {
            pace.grew(SendPace.FAST);
            if (pace.pause() == 0) {
                pace.sent(32 * 1024, 199);
                sent += 32 * 1024 * 199;
            }
            pass(Duration.ofMillis(1));
        }
        assertThat(sent).isBetween(9 * SendPace.BYTES_A_SECOND, 11 * SendPace.BYTES_A_SECOND);
    }

    @Test
    void a_single_connection_never_waits() {
        for (int frame = 0; frame < 1_000; frame++) {
            pace.grew(SendPace.FAST);
            pace.sent(32 * 1024, 0);
            assertThat(pace.pause()).isZero();
        }
    }

    @Test
    void a_crowd_of_any_size_waits_a_second_at_most() {
        pace.grew(SendPace.FAST);
        pace.sent(Integer.MAX_VALUE, Integer.MAX_VALUE);
        pace.sent(Integer.MAX_VALUE, Integer.MAX_VALUE);
        assertThat(pace.pause()).isEqualTo(SECOND);
    }

    @Test
    void the_limit_ends_soon_after_the_log_grows_slowly_and_leaves_no_debt() {
        pace.grew(SendPace.FAST);
        pace.sent(32 * 1024, 10_000);
        assertThat(pace.pause()).isPositive();
        pass(Duration.ofMillis(200));
        assertThat(pace.pause()).isZero();
        pace.sent(1, 1);
        pace.grew(SendPace.FAST);
        assertThat(pace.pause()).isLessThan(1_000);
    }
}
