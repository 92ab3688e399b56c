package dev.flsys.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class RegisterHistoryTest {

    private final RegisterHistory history = new RegisterHistory(0);

    @Test
    void reads_of_the_latest_value_are_right() {
        history.read(0, 1, 2);
        history.wrote(1, 3, 6);
        history.read(1, 7, 8);
        history.wrote(2, 9, 12);
        history.read(2, 13, 14);
        assertThat(history.violation()).isEmpty();
    }

    @Test
    void a_read_during_a_write_may_have_either_value() {
        history.wrote(1, 3, 9);
        history.read(0, 4, 5);
        history.read(1, 6, 7);
        history.read(1, 10, 11);
        assertThat(history.violation()).isEmpty();
    }

    @Test
    void a_read_of_an_older_value_after_the_write_is_wrong() {
        history.wrote(1, 3, 6);
        history.read(0, 7, 8);
        assertThat(history.violation())
                .hasValueSatisfying(text -> assertThat(text).contains("0", "1"));
    }

    @Test
    void two_reads_during_a_write_that_go_back_are_wrong() {
        history.wrote(1, 3, 20);
        history.read(1, 4, 5);
        history.read(0, 6, 7);
        assertThat(history.violation()).isPresent();
    }

    @Test
    void writes_at_the_same_time_may_happen_in_any_order_but_in_one() {
        history.wrote(1, 3, 10);
        history.wrote(2, 4, 9);
        history.read(2, 11, 12);
        history.read(2, 13, 14);
        assertThat(history.violation()).isEmpty();
        history.read(1, 15, 16);
        assertThat(history.violation()).isPresent();
    }

    @Test
    void a_write_that_no_later_read_sees_is_wrong() {
        history.read(0, 1, 2);
        history.wrote(1, 3, 6);
        history.wrote(2, 7, 8);
        history.read(1, 9, 10);
        assertThat(history.violation()).isPresent();
    }

    @Test
    void a_value_of_the_future_and_an_unknown_value_are_wrong() {
        history.read(1, 1, 2);
        history.wrote(1, 3, 6);
        assertThat(history.violation())
                .hasValueSatisfying(text -> assertThat(text).contains("before"));
        RegisterHistory other = new RegisterHistory(0);
        other.read(7, 1, 2);
        assertThat(other.violation())
                .hasValueSatisfying(text -> assertThat(text).contains("never"));
    }

    @Test
    void a_write_with_unknown_result_may_have_happened_or_not() {
        history.mayHaveWritten(1, 3);
        history.read(0, 4, 5);
        assertThat(history.violation()).isEmpty();
        history.read(1, 6, 7);
        assertThat(history.violation()).isEmpty();
        history.read(0, 8, 9);
        assertThat(history.violation()).isPresent();
    }

    /** Histories that are right by their making, and the same with one read of the overwritten value. */
    @Test
    void random_histories_are_judged_right() {
        long seed = ThreadLocalRandom.current().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            RegisterHistory right = new RegisterHistory(0);
            RegisterHistory wrong = new RegisterHistory(0);
            long value = 0;
            for (long at = 100; at < 4_000; at += 10) {
                long start = at - random.nextInt(90);
                long end = at + 1 + random.nextInt(90);
                if (random.nextInt(4) == 0) {
                    value++;
                    right.wrote(value, start, end);
                    wrong.wrote(value, start, end);
                } else {
                    right.read(value, start, end);
                    wrong.read(value, start, end);
                }
            }
            assertThat(right.violation()).as("seed %d", seed).isEmpty();
            // value 1 was overwritten long before the end
            wrong.read(1, 5_000, 5_001);
            assertThat(wrong.violation()).as("seed %d", seed).isPresent();
        }
    }
}
