package dev.flsys.model.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.testsupport.FakeModel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExportProbeTest {

    private static final int SIZE = 4;

    /** Answers the mean and the largest value of each picture, and adds {@code added} to the last answer of a batch. */
    private static FakeModel model(float added, int largestBatch) {
        return new FakeModel(
                (input, shape) -> {
                    int batch = (int) shape[0];
                    int values = input.length / batch;
                    float[][] rows = new float[batch][2];
                    for (int i = 0; i < input.length; i++) {
                        float[] row = rows[Math.min(i / values, largestBatch - 1)];
                        row[0] += input[i] / values;
                        row[1] = Math.max(row[1], input[i]);
                    }
                    rows[batch - 1][1] += added;
                    return rows;
                },
                2,
                1);
    }

    private static List<List<Float>> answers(int size) {
        FakeModel right = model(0, 1);
        return Stream.iterate(0, number -> number + 1)
                .limit(ExportProbe.PICTURES)
                .map(number -> right.forward(ExportProbe.picture(number, 3, size), 1, 3, size, size)[0])
                .map(row -> List.of(row[0], row[1]))
                .toList();
    }

    @Test
    void the_same_answers_agree_in_every_batch() {
        FakeModel model = model(0, 4);
        assertThat(new ExportProbe(3, SIZE, answers(SIZE)).findDifference(model))
                .isEmpty();
        assertThat(model.batches()).containsExactly(2, 1, 4, 4, 1);
    }

    @Test
    void large_pictures_come_one_by_one() {
        FakeModel model = model(0, 1);
        assertThat(new ExportProbe(3, 800, answers(800)).findDifference(model)).isEmpty();
        assertThat(model.batches()).hasSize(12).containsOnly(1);
    }

    @Test
    void a_difference_above_a_hundred_thousandth_of_the_largest_answer_is_reported() {
        ExportProbe probe = new ExportProbe(3, SIZE, answers(SIZE));
        assertThat(probe.findDifference(model(1.5e-5f, 4))).isEmpty();
        assertThat(probe.findDifference(model(1e-4f, 4))).hasValueSatisfying(reason -> assertThat(reason)
                .contains("gives other answers than TorchScript, by 5."));
    }

    @Test
    void a_batch_that_is_built_in_differs() {
        assertThat(new ExportProbe(3, SIZE, answers(SIZE)).findDifference(model(0, 2)))
                .isPresent();
    }

    @Test
    void nan_agrees_with_nothing() {
        assertThat(new ExportProbe(3, SIZE, answers(SIZE)).findDifference(model(Float.NaN, 4)))
                .isPresent();
        List<List<Float>> unknown = new ArrayList<>(answers(SIZE));
        unknown.set(11, List.of(Float.NaN, Float.NaN));
        assertThat(new ExportProbe(3, SIZE, unknown).findDifference(model(0, 4)))
                .hasValueSatisfying(reason -> assertThat(reason).contains("not all answers are finite"));
    }

    @Test
    void another_number_of_answers_differs() {
        List<List<Float>> more = answers(SIZE).stream()
                .map(row -> List.of(row.get(0), row.get(1), 0f))
                .toList();
        assertThat(new ExportProbe(3, SIZE, more).findDifference(model(0, 4))).isPresent();
    }
}
