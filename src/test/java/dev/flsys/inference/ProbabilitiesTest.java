package dev.flsys.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProbabilitiesTest {

    private static final List<String> LABELS = List.of("猫", "狗", "鸟");

    @Test
    void softmax_is_computed_and_sorted() {
        List<Prediction> predictions = Probabilities.of(new float[] {1, 3, 2}, LABELS);
        assertThat(predictions).extracting(Prediction::label).containsExactly("狗", "鸟", "猫");
        assertThat(predictions.get(0).probability()).isCloseTo(0.6652409557748219, within(1e-12));
        assertThat(predictions.stream().mapToDouble(Prediction::probability).sum())
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void large_outputs_do_not_overflow() {
        assertThat(Probabilities.of(new float[] {1e30f, -1e30f, 0}, LABELS).get(0))
                .isEqualTo(new Prediction("猫", 1));
    }

    @Test
    void ties_keep_the_order_of_the_labels() {
        assertThat(Probabilities.of(new float[] {5, 5, 5}, LABELS))
                .extracting(Prediction::label)
                .containsExactlyElementsOf(LABELS);
    }

    @Test
    void a_wrong_number_of_outputs_and_infinite_values_fail() {
        assertThatThrownBy(() -> Probabilities.of(new float[] {1, 2}, LABELS))
                .isInstanceOfSatisfying(InferenceProblem.class, failed -> assertThat(failed.status())
                        .isEqualTo(500))
                .hasMessageContaining("2 outputs", "3 classes");
        assertThatThrownBy(() -> Probabilities.of(new float[] {1, Float.NaN, 2}, LABELS))
                .isInstanceOf(InferenceProblem.class);
        assertThatThrownBy(() -> Probabilities.of(new float[] {1, Float.POSITIVE_INFINITY, 2}, LABELS))
                .isInstanceOf(InferenceProblem.class);
    }
}
