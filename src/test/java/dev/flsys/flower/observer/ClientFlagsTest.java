package dev.flsys.flower.observer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClientFlagsTest {

    private final ClientGroup group = new ClientGroup(1, 1, "train");

    private void row(double seconds, @Nullable Double norm, @Nullable Double cosine) {
        ClientRow row = new ClientRow("node" + group.rows.size(), null);
        row.seconds = seconds;
        row.updateNorm = norm;
        row.cosine = cosine;
        group.rows.add(row);
    }

    private List<String> marked() {
        ClientFlags.mark(group);
        return group.rows.stream()
                .map(row -> String.join(" ", ClientFlags.namesOf(row.flags)))
                .toList();
    }

    @Test
    void a_client_that_takes_much_longer_than_the_others_is_a_straggler() {
        row(1.0, null, null);
        row(1.1, null, null);
        row(0.9, null, null);
        row(1.05, null, null);
        row(4.0, null, null);
        assertThat(marked()).containsExactly("", "", "", "", "straggler");
    }

    @Test
    void small_differences_between_nearly_equal_clients_mark_nobody() {
        row(1.0, 1.0, 0.9);
        row(1.0, 1.0, 0.9);
        row(1.0, 1.0, 0.9);
        row(1.0, 1.0, 0.9);
        row(1.4, 1.2, 0.8);
        assertThat(marked()).containsOnly("");
    }

    @Test
    void three_clients_are_too_few_to_compare_but_a_norm_that_is_no_number_is_an_outlier() {
        row(1.0, 1.0, 0.9);
        row(9.0, 9.0, -0.9);
        row(1.0, Double.NaN, Double.NaN);
        assertThat(marked()).containsExactly("", "", "outlier");
    }

    @Test
    void an_update_that_is_much_longer_or_turned_around_is_an_outlier() {
        row(1.0, 1.0, 0.9);
        row(1.0, 1.1, 0.85);
        row(1.0, 0.9, 0.95);
        row(1.0, 1.05, -0.9);
        row(1.0, 12.0, 0.9);
        row(1.0, 0.01, 0.9);
        assertThat(marked()).containsExactly("", "", "", "outlier", "outlier", "outlier");
    }

    @Test
    void a_client_with_an_error_is_failing_and_not_compared() {
        row(1.0, 1.0, 0.9);
        row(1.0, 1.0, 0.9);
        row(1.0, 1.0, 0.9);
        row(60.0, 1.0, 0.9);
        group.rows.get(3).error = "OOM";
        assertThat(marked()).containsExactly("", "", "", "failing");
    }
}
