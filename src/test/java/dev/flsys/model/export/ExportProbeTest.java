package dev.flsys.model.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.engine.EngineModel;
import dev.flsys.engine.ModelFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExportProbeTest {

    private static final int SIZE = 4;

    /** Answers the sum and the largest value of each picture, and adds something to the last answer of a batch. */
    private static final class Sums implements EngineModel {

        private final float added;
        private final int largestBatch;
        final List<Integer> batches = new ArrayList<>();

        Sums(float added, int largestBatch) {
            this.added = added;
            this.largestBatch = largestBatch;
        }

        @Override
        public float[][] forward(float[] input, long... shape) {
            int batch = (int) shape[0];
            batches.add(batch);
            int values = input.length / batch;
            float[][] rows = new float[batch][2];
            for (int i = 0; i < input.length; i++) {
                float[] row = rows[Math.min(i / values, largestBatch - 1)];
                row[0] += input[i] / values;
                row[1] = Math.max(row[1], input[i]);
            }
            rows[batch - 1][1] += added;
            return rows;
        }

        @Override
        public long[] itemShape() {
            return new long[] {1};
        }

        @Override
        public int outputs() {
            return 2;
        }

        @Override
        public boolean batchable() {
            return true;
        }

        @Override
        public ModelFormat runsAs() {
            return ModelFormat.ONNX;
        }

        @Override
        public void close() {}
    }

    private static List<List<Float>> answers(int size) {
        Sums right = new Sums(0, 1);
        return Stream.iterate(0, number -> number + 1)
                .limit(ExportProbe.PICTURES)
                .map(number -> right.forward(ExportProbe.picture(number, size), 1, 3, size, size)[0])
                .map(row -> List.of(row[0], row[1]))
                .toList();
    }

    @Test
    void the_same_answers_agree_in_every_batch() {
        Sums model = new Sums(0, 4);
        assertThat(new ExportProbe(SIZE, answers(SIZE)).difference(model)).isEmpty();
        assertThat(model.batches).containsExactly(2, 1, 4, 4, 1);
    }

    @Test
    void large_pictures_come_one_by_one() {
        Sums model = new Sums(0, 1);
        assertThat(new ExportProbe(800, answers(800)).difference(model)).isEmpty();
        assertThat(model.batches).hasSize(12).containsOnly(1);
    }

    @Test
    void a_difference_above_a_hundred_thousandth_of_the_largest_answer_is_told() {
        ExportProbe probe = new ExportProbe(SIZE, answers(SIZE));
        assertThat(probe.difference(new Sums(1.5e-5f, 4))).isEmpty();
        assertThat(probe.difference(new Sums(1e-4f, 4)))
                .hasValueSatisfying(told -> assertThat(told).contains("answers otherwise than TorchScript, by 5."));
    }

    @Test
    void a_batch_that_is_built_in_differs() {
        assertThat(new ExportProbe(SIZE, answers(SIZE)).difference(new Sums(0, 2)))
                .isPresent();
    }

    @Test
    void nan_agrees_with_nothing() {
        assertThat(new ExportProbe(SIZE, answers(SIZE)).difference(new Sums(Float.NaN, 4)))
                .isPresent();
        List<List<Float>> unknown = new ArrayList<>(answers(SIZE));
        unknown.set(11, List.of(Float.NaN, Float.NaN));
        assertThat(new ExportProbe(SIZE, unknown).difference(new Sums(0, 4)))
                .hasValueSatisfying(told -> assertThat(told).contains("not all answers are finite"));
    }

    @Test
    void another_number_of_answers_differs() {
        List<List<Float>> more = answers(SIZE).stream()
                .map(row -> List.of(row.get(0), row.get(1), 0f))
                .toList();
        assertThat(new ExportProbe(SIZE, more).difference(new Sums(0, 4))).isPresent();
    }
}
