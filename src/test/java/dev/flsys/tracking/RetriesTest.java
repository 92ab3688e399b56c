package dev.flsys.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.simulation.log.SimulationId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetriesTest {

    private static final SimulationId ONE = new SimulationId("20260101-000000-00000001");
    private static final SimulationId TWO = new SimulationId("20260101-000000-00000002");

    private final Retries retries = new Retries();

    @Test
    void a_run_waits_twice_as_long_after_each_failure() {
        List<Integer> attempts = new ArrayList<>();
        for (int pass = 0; pass < 1100; pass++) {
            assertThat(retries.begin()).isTrue();
            assertThat(retries.isDue(TWO)).isTrue();
            if (retries.isDue(ONE)) {
                attempts.add(pass);
                assertThat(retries.recordFailure(ONE)).isFalse();
            }
            retries.end();
        }
        assertThat(attempts).containsExactly(0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 767, 1023);
    }

    @Test
    void two_failures_in_one_pass_delay_all_runs_until_a_pass_has_fewer() {
        retries.begin();
        assertThat(retries.recordFailure(ONE)).isFalse();
        assertThat(retries.recordFailure(TWO)).isTrue();
        assertThat(retries.begin()).isTrue();
        assertThat(retries.recordFailure(ONE)).isFalse();
        assertThat(retries.recordFailure(TWO)).isTrue();
        assertThat(retries.begin()).as("waits two passes").isFalse();
        assertThat(retries.begin()).isTrue();
        retries.forget(ONE);
        retries.end();
        assertThat(retries.isWaiting()).isTrue();
        retries.forget(TWO);
        assertThat(retries.isWaiting()).isFalse();
        assertThat(retries.begin()).isTrue();
        assertThat(retries.isDue(ONE)).isTrue();
    }
}
