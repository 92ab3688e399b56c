package dev.flsys.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.engine.AnswerKind.Ending;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerKindTest {

    /** The answers to test items, with a slash between items. */
    @ParameterizedTest
    @CsvSource({
        "0.1 0.9 / 0.5 0.5 / 0.7 0.3, UNKNOWN, PROBABILITIES",
        "0.1 0.9 / 0.5 0.5 / 0.7 0.3, OTHER, PROBABILITIES",
        "0.1 0.9 / 0.5 0.5 / NaN NaN / 0.7 0.3, UNKNOWN, PROBABILITIES",
        "0.1 0.9 / NaN NaN / NaN NaN / 0.7 0.3, UNKNOWN, NUMBERS",
        "0.1 0.9 / 0.5 0.5 / 1.2 -0.2, UNKNOWN, NUMBERS",
        "0.1 0.9 / 0.5 0.5 / 0.7 0.4, UNKNOWN, BETWEEN_0_AND_1",
        "0.1 0.9 / 0.5 0.5 / 0.7 0.4, SIGMOID, BETWEEN_0_AND_1",
        "0.1 0.9 / 0.5 0.5 / 0.7 0.4, OTHER, NUMBERS",
        "0.5 0.5 / 0.5 0.5 / 0.5 0.5, OTHER, PROBABILITIES",
        "0.1 0.9 / 0.1 0.9 / 0.1 0.9, UNKNOWN, ALWAYS_THE_SAME",
        "0.1 0.9 / 0.1 0.9 / 0.1 0.9, SOFTMAX, PROBABILITIES",
        "0.1 0.9 / 0.1 0.9 / 0.1 0.9, OTHER, NUMBERS",
        "0 1 / 0 1 / 0 1, UNKNOWN, PROBABILITIES",
        "0 0 / 0 0 / 0 0, UNKNOWN, NUMBERS",
        "0.2 0.2 / 0.2 0.2 / 0.2 0.2, UNKNOWN, NUMBERS",
        "-1 -2 / -3 -4 / -1 -3, UNKNOWN, NUMBERS",
        "0.2 / 0.3 / 0.9, UNKNOWN, BETWEEN_0_AND_1",
        "0.2 / 0.3 / 0.9, OTHER, NUMBERS",
        "0.2 / 0.3 / 1.9, SIGMOID, NUMBERS",
        "0.5 / 0.5 / 0.5, UNKNOWN, BETWEEN_0_AND_1",
        "0 / 0 / 0, UNKNOWN, NUMBERS",
        "0 / 0 / 0, SIGMOID, BETWEEN_0_AND_1",
        "1 / 1 / 1, UNKNOWN, ALWAYS_THE_SAME",
    })
    void the_kind_follows_from_the_answers_and_from_the_graph_where_they_may_be_chance(
            String answers, Ending ending, AnswerKind kind) {
        List<float[]> rows =
                Arrays.stream(answers.split(" / ", -1)).map(AnswerKindTest::row).toList();
        assertThat(AnswerKind.of(rows, () -> ending)).isEqualTo(kind);
    }

    private static float[] row(String text) {
        String[] values = text.split(" ", -1);
        float[] row = new float[values.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = Float.parseFloat(values[i]);
        }
        return row;
    }
}
