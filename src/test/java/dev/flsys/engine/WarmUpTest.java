package dev.flsys.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.engine.file.ModelUnusable;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WarmUpTest {

    private int calls;

    /** A network that answers one row to each item. */
    private WarmUp.Forward answering(float... row) {
        return (input, shape) -> {
            calls++;
            float[][] rows = new float[(int) shape[0]][];
            Arrays.setAll(rows, item -> row.clone());
            return rows;
        };
    }

    private AnswerKind kind(WarmUp.Forward model) {
        return WarmUp.of(model, 3).findKind(model, () -> AnswerKind.Ending.SOFTMAX, 3);
    }

    @Test
    void logits_are_known_after_two_single_items_and_a_batch() {
        assertThat(kind(answering(-1, 2))).isEqualTo(AnswerKind.NUMBERS);
        assertThat(calls).isEqualTo(3);
    }

    @Test
    void answers_that_may_be_probabilities_are_compared_on_four_more_items() {
        assertThat(kind(answering(0.25f, 0.75f))).isEqualTo(AnswerKind.PROBABILITIES);
        assertThat(calls).isEqualTo(7);
    }

    @Test
    void a_network_without_a_number_among_its_answers_is_refused() {
        assertThatThrownBy(() -> WarmUp.of(answering(Float.NaN), 3)).isInstanceOf(ModelUnusable.class);
        assertThat(calls).isEqualTo(7);
    }

    @Test
    void a_network_that_answers_differently_each_time_is_refused() {
        WarmUp.Forward random = (input, shape) -> {
            float[][] rows = new float[(int) shape[0]][];
            Arrays.setAll(rows, item -> new float[] {++calls, -calls});
            return rows;
        };
        WarmUp warmUp = WarmUp.of(random, 3);

        assertThatThrownBy(() -> warmUp.requireRepeatable(random, 3))
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining("model.eval()");
    }

    @Test
    void a_network_that_mixes_the_items_of_a_batch_is_called_once_more_and_accepted() {
        WarmUp.Forward mixing = (input, shape) -> {
            calls++;
            float[][] rows = new float[(int) shape[0]][];
            Arrays.setAll(rows, item -> new float[] {shape[0]});
            return rows;
        };
        WarmUp warmUp = WarmUp.of(mixing, 3);
        warmUp.requireRepeatable(mixing, 3);

        assertThat(warmUp.batchable()).isFalse();
        assertThat(calls).isEqualTo(4);
    }

    @Test
    void a_network_whose_batches_agree_is_not_called_again() {
        WarmUp.Forward model = answering(-1, 2);
        WarmUp.of(model, 3).requireRepeatable(model, 3);
        assertThat(calls).isEqualTo(3);
    }
}
