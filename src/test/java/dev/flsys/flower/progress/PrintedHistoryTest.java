package dev.flsys.flower.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintedHistoryTest {

    /** The longest line that is read. */
    private static final int LINE = 16 * 1024;

    private static final int LINES = 300;
    /** A line took about a second when its time was in the square of its length. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static List<String> read(String line) {
        List<String> numbers = new ArrayList<>();
        new PrintedHistory((part, round, name, number) -> numbers.add(name + " " + round + " " + number))
                .readLine(line);
        return numbers;
    }

    @Test
    void a_point_has_the_name_before_it() {
        assertThat(read("app_fit: metrics_distributed {'a': [], 'b': [(1, 0.5), (2, 0.25)], 'c': [(1, 1e-3)]}"))
                .containsExactly("b 1 0.5", "b 2 0.25", "c 1 1e-3");
        assertThat(read("app_fit: metrics_centralized {'x': [(1, np.float64(.5)), (2, -1.)], 'y': [(1, '7')]}"))
                .containsExactly("x 1 .5", "x 2 -1.", "y 1 7");
        assertThat(read("app_fit: losses_distributed [(1, 2.5), (2, tensor(nan))]"))
                .containsExactly("loss 1 2.5", "loss 2 nan");
    }

    /** Each is repeated to a line of the greatest length. */
    @ParameterizedTest
    @ValueSource(strings = {"(1, 1)", "'a': [", "(1, 1", "1", "(1, a.", "a", "'", "' ", "(1, '1')", "(1, 1e1", "."})
    void a_long_line_takes_time_in_proportion_to_its_length(String part) {
        String head = "app_fit: losses_distributed (1, ";
        String line = head + part.repeat((LINE - head.length()) / part.length());
        long start = System.nanoTime();
        for (int i = 0; i < LINES && System.nanoTime() - start < LIMIT.toNanos(); i++) {
            read(line);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
    }
}
