package dev.flsys.model.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OverdueCallsTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final AtomicLong clock = new AtomicLong();
    private final OverdueCalls calls = new OverdueCalls(clock::get);

    @Test
    void one_late_call_stops_nothing() {
        calls.countOverdue(LIMIT);
        assertThat(calls.refusalReason("m")).isEmpty();
        assertThat(calls.hanging()).isEqualTo(1);
    }

    @Test
    void a_model_of_which_two_calls_hang_is_not_called_until_one_has_ended_and_a_while_is_over() {
        calls.countOverdue(LIMIT);
        calls.countOverdue(LIMIT);
        pass(Duration.ofHours(1));
        assertThat(calls.refusalReason("m").orElseThrow())
                .contains("The model m is not called")
                .contains("10 seconds")
                .contains("when its file has changed");
        calls.countEnded();
        assertThat(calls.refusalReason("m")).isEmpty();
    }

    @Test
    void two_late_calls_in_a_row_that_were_ended_stop_a_model_for_a_while() {
        for (int i = 0; i < 2; i++) {
            calls.countOverdue(LIMIT);
            calls.countEnded();
        }
        assertThat(calls.refusalReason("m").orElseThrow()).contains("in 50 seconds");
        pass(Duration.ofSeconds(51));
        assertThat(calls.refusalReason("m")).isEmpty();
        calls.countOverdue(LIMIT);
        calls.countEnded();
        assertThat(calls.refusalReason("m")).isPresent();
    }

    @Test
    void an_answer_in_between_counts() {
        for (int i = 0; i < 5; i++) {
            calls.countOverdue(LIMIT);
            calls.countEnded();
            calls.countAnswered();
        }
        assertThat(calls.refusalReason("m")).isEmpty();
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }
}
