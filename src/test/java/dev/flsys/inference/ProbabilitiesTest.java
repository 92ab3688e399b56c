package dev.flsys.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.flsys.engine.AnswerKind;
import dev.flsys.inference.pool.InferenceProblem;
import dev.flsys.model.catalog.Activation;
import dev.flsys.model.catalog.ModelOptions;
import dev.flsys.model.catalog.PictureOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProbabilitiesTest {

    private static final List<String> LABELS = List.of("猫", "狗", "鸟");
    private static final List<String> TWO = List.of("no", "yes");

    @Test
    void softmax_is_computed_and_sorted() {
        List<Prediction> predictions = of(new float[] {1, 3, 2});
        assertThat(predictions).extracting(Prediction::label).containsExactly("狗", "鸟", "猫");
        assertThat(predictions.get(0).probability()).isCloseTo(0.6652409557748219, within(1e-12));
        assertThat(predictions.stream().mapToDouble(Prediction::probability).sum())
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void large_outputs_do_not_overflow() {
        assertThat(of(new float[] {1e30f, -1e30f, 0}).get(0)).isEqualTo(new Prediction("猫", 1));
    }

    @Test
    void ties_keep_the_order_of_the_labels() {
        assertThat(of(new float[] {5, 5, 5})).extracting(Prediction::label).containsExactlyElementsOf(LABELS);
    }

    @Test
    void logarithms_of_probabilities_become_probabilities() {
        float[] logarithms = {(float) Math.log(0.2), (float) Math.log(0.7), (float) Math.log(0.1)};
        assertThat(of(logarithms).get(0).probability()).isCloseTo(0.7, within(1e-6));
    }

    @Test
    void a_wrong_number_of_outputs_and_infinite_values_fail() {
        assertThatThrownBy(() -> of(new float[] {1, 2}))
                .isInstanceOfSatisfying(InferenceProblem.class, failed -> assertThat(failed.status())
                        .isEqualTo(500))
                .hasMessageContaining("2 outputs", "3 classes")
                .hasMessageContaining("CLASS_LABELS in .env, or labels for this model in flsys.toml");
        assertThatThrownBy(() -> of(new float[] {1, Float.NaN, 2})).isInstanceOf(InferenceProblem.class);
        assertThatThrownBy(() -> of(new float[] {1, Float.POSITIVE_INFINITY, 2}))
                .isInstanceOf(InferenceProblem.class);
    }

    @Test
    void probabilities_stay_unchanged() {
        assertThat(of(new float[] {0.25f, 0.5f, 0.25f}, LABELS, Activation.AUTO, AnswerKind.PROBABILITIES))
                .containsExactly(new Prediction("狗", 0.5), new Prediction("猫", 0.25), new Prediction("鸟", 0.25));
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0.6", "1.5, -0.5"})
    void an_answer_that_contradicts_the_test_answers_fails(float first, float second) {
        assertThatThrownBy(() -> of(new float[] {first, second}, TWO, Activation.AUTO, AnswerKind.PROBABILITIES))
                .isInstanceOf(InferenceProblem.class)
                .hasMessageContaining("activation = \"none\"");
    }

    @ParameterizedTest
    @EnumSource(
            value = AnswerKind.class,
            names = {"BETWEEN_0_AND_1", "ALWAYS_THE_SAME"})
    void answers_that_cannot_be_decided_name_the_line_to_write(AnswerKind kind) {
        assertThatThrownBy(() -> of(new float[] {0.5f, 0.4f, 0.1f}, LABELS, Activation.AUTO, kind))
                .isInstanceOf(InferenceProblem.class)
                .hasMessageContaining("activation = \"none\" (they are probabilities), \"sigmoid\" or \"softmax\"");
        assertThat(largest(new float[] {0.5f, 0.4f, 0.1f}, LABELS, Activation.NONE, kind))
                .isEqualTo(0.5);
    }

    @Test
    void a_setting_of_the_activation_always_counts() {
        float[] outputs = {0.5f, 0.25f, 0.25f};
        assertThat(largest(outputs, LABELS, Activation.SOFTMAX, AnswerKind.PROBABILITIES))
                .isCloseTo(Math.exp(0.25) / (Math.exp(0.25) + 2), within(1e-7));
        assertThat(largest(outputs, LABELS, Activation.SIGMOID, AnswerKind.NUMBERS))
                .isCloseTo(1 / (1 + Math.exp(-0.5)), within(1e-7));
        assertThat(of(new float[] {2, -1, 0}, LABELS, Activation.NONE, AnswerKind.NUMBERS))
                .containsExactly(new Prediction("猫", 2), new Prediction("鸟", 0), new Prediction("狗", -1));
    }

    @Test
    void one_output_is_the_probability_of_the_second_of_two_labels() {
        List<Prediction> logit = of(new float[] {-2}, TWO, Activation.AUTO, AnswerKind.NUMBERS);
        assertThat(logit).extracting(Prediction::label).containsExactly("no", "yes");
        assertThat(logit.get(1).probability()).isCloseTo(1 / (1 + Math.exp(2)), within(1e-12));
        assertThat(of(new float[] {0.75f}, TWO, Activation.AUTO, AnswerKind.BETWEEN_0_AND_1))
                .containsExactly(new Prediction("yes", 0.75), new Prediction("no", 0.25));
        assertThat(of(new float[] {0.75f}, TWO, Activation.NONE, AnswerKind.NUMBERS))
                .containsExactly(new Prediction("yes", 0.75), new Prediction("no", 0.25));
        assertThatThrownBy(() -> of(new float[] {1}, TWO, Activation.AUTO, AnswerKind.ALWAYS_THE_SAME))
                .hasMessageContaining("1.0 to all test pictures");
        assertThatThrownBy(() -> of(new float[] {1}))
                .hasMessageContaining("1 output, but CLASS_LABELS names 3 classes")
                .hasMessageContaining("or two for one output");
    }

    @Test
    void outputs_with_names_of_classes_get_the_labels_of_these_names() {
        float[] outputs = {0.2f, 0.3f, 0.5f};
        assertThat(named(outputs, List.of("dog", "ant", "cat"), List.of("ant", "cat", "dog")))
                .containsExactly(new Prediction("dog", 0.5), new Prediction("cat", 0.3f), new Prediction("ant", 0.2f));
        assertThat(named(outputs, List.of("a", "b", "c"), List.of("2", "0", "1")))
                .containsExactly(new Prediction("b", 0.5), new Prediction("a", 0.3f), new Prediction("c", 0.2f));
        assertThat(named(outputs, List.of("2", "1", "0"), List.of("0", "1", "2")))
                .containsExactly(new Prediction("2", 0.5), new Prediction("1", 0.3f), new Prediction("0", 0.2f));
        assertThatThrownBy(() -> named(outputs, List.of("a", "b", "c"), List.of("1", "3", "5")))
                .isInstanceOf(InferenceProblem.class)
                .hasMessageContaining("CLASS_LABELS=1,3,5");
    }

    private static List<Prediction> named(float[] outputs, List<String> labels, List<String> classes) {
        return Probabilities.of(outputs, options(labels, Activation.AUTO), AnswerKind.PROBABILITIES, classes);
    }

    private static List<Prediction> of(float[] outputs) {
        return of(outputs, LABELS, Activation.AUTO, AnswerKind.NUMBERS);
    }

    private static List<Prediction> of(float[] outputs, List<String> labels, Activation activation, AnswerKind kind) {
        return Probabilities.of(outputs, options(labels, activation), kind, List.of());
    }

    private static double largest(float[] outputs, List<String> labels, Activation activation, AnswerKind kind) {
        return of(outputs, labels, activation, kind).get(0).probability();
    }

    private static ModelOptions options(List<String> labels, Activation activation) {
        return new ModelOptions(Optional.empty(), Map.of(), labels, PictureOptions.of(8), activation, Optional.empty());
    }
}
