package dev.flsys.simulation.execution;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.flower.progress.Round;
import dev.flsys.process.ProcessUsage;
import dev.flsys.simulation.record.Resources;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResourceMeterTest {

    private final ResourceMeter meter = new ResourceMeter();

    private void measured(double cpuSeconds, long memory, long written) {
        meter.measured(new ProcessUsage(cpuSeconds, memory, 2, written, 0));
    }

    private static Round round(int number) {
        return new Round(number, null, null, null, null, null, Map.of());
    }

    @Test
    void a_round_has_what_was_used_since_the_round_before() {
        measured(1.5, 100, 10);
        meter.rounds(List.of(round(1)));
        measured(4, 300, 10);
        measured(4.25, 200, 15);
        meter.rounds(List.of(round(1), round(2)));
        meter.finish();
        measured(9, 900, 90);
        assertThat(meter.resources())
                .isEqualTo(new Resources(
                        4.25,
                        null,
                        null,
                        300,
                        15,
                        null,
                        List.of(new Resources.OfRound(1, 1.5, 100, 10), new Resources.OfRound(2, 2.75, 300, 5))));
    }

    @Test
    void sums_never_fall_and_those_of_a_process_before_are_added() {
        measured(3, 100, 30);
        measured(2, 50, 20);
        meter.onRestart();
        measured(1, 70, 5);
        Resources used = requireNonNull(meter.resources());
        assertThat(used.cpuSeconds()).isEqualTo(4);
        assertThat(used.writtenBytes()).isEqualTo(35);
        assertThat(used.memoryBytes()).isEqualTo(70);
        assertThat(used.peakMemoryBytes()).isEqualTo(100);
    }

    @Test
    void nothing_is_known_before_the_first_measurement() {
        meter.rounds(List.of(round(1)));
        assertThat(meter.resources()).isNull();
    }
}
