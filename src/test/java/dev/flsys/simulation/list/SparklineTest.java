package dev.flsys.simulation.list;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparklineTest {

    @Test
    void a_short_run_keeps_each_point() {
        Sparkline sparkline = Sparkline.of(List.of(0, 2, 5), List.of(0.25, 0.5, 0.125));
        assertThat(sparkline.rounds()).containsExactly(0, 2, 5);
        assertThat(sparkline.values()).containsExactly(0.25f, 0.5f, 0.125f);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 32, 33, 34, 47, 62, 63, 64, 100, 10_000})
    void a_run_of_any_length_keeps_its_ends_and_its_extremes_in_order(int count) {
        double[] values = new Random(count).doubles(count, -1, 1).toArray();
        List<Integer> rounds = IntStream.rangeClosed(1, count).boxed().toList();
        Sparkline sparkline =
                Sparkline.of(rounds, DoubleStream.of(values).boxed().toList());
        assertThat(sparkline.rounds())
                .hasSameSizeAs(sparkline.values())
                .hasSize(Math.min(count, Sparkline.MAX))
                .isSorted()
                .doesNotHaveDuplicates()
                .startsWith(1)
                .endsWith(count);
        assertThat(sparkline.values())
                .contains((float) DoubleStream.of(values).min().orElseThrow())
                .contains((float) DoubleStream.of(values).max().orElseThrow());
        for (int i = 0; i < sparkline.rounds().length; i++) {
            assertThat(sparkline.values()[i]).isEqualTo((float) values[sparkline.rounds()[i] - 1]);
        }
    }
}
