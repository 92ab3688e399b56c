package dev.flsys.inference.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.engine.BatchValues;
import dev.flsys.engine.EngineFile;
import dev.flsys.engine.EngineModel;
import dev.flsys.engine.file.ModelFormat;
import dev.flsys.model.serving.ModelVersion;
import dev.flsys.project.FileStamp;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchTest {

    private final List<Long> calls = new ArrayList<>();

    @Test
    void each_item_gets_the_answers_to_its_own_rows() {
        Item one = new Item(1, 2);
        Item two = new Item(3, 4, 5, 6);
        Item three = new Item(7, 8);
        new Batch(version(new Sums(true))).run(List.of(one, two, three));
        assertThat(one.answers()).containsExactly(3f);
        assertThat(two.answers()).containsExactly(7f, 11f);
        assertThat(three.answers()).containsExactly(15f);
        assertThat(calls).containsExactly(4L);
    }

    @Test
    void a_model_that_is_not_batchable_gets_one_row_at_a_time() {
        Item one = new Item(1, 2, 3, 4);
        Item two = new Item(5, 6);
        new Batch(version(new Sums(false))).run(List.of(one, two));
        assertThat(one.answers()).containsExactly(3f, 7f);
        assertThat(two.answers()).containsExactly(11f);
        assertThat(calls).containsExactly(1L, 1L, 1L);
    }

    @Test
    void a_bad_item_fails_alone() {
        Item good = new Item(1, 2);
        Item bad = new Item(-1, 2);
        Item alsoGood = new Item(5, 6);
        new Batch(version(new Sums(true))).run(List.of(good, bad, alsoGood));
        assertThat(good.answers()).containsExactly(3f);
        assertThat(bad.failure).hasMessage("negative");
        assertThat(alsoGood.answers()).containsExactly(11f);
    }

    @Test
    void too_many_rows_for_one_call_are_run_in_parts() {
        int rows = 4_000_000;
        float[] values = new float[2 * rows];
        values[2 * rows - 1] = 5;
        Item large = new Item(values);
        new Batch(version(new Sums(true))).run(List.of(large));
        assertThat(large.answers()).hasSize(rows).endsWith(0f, 5f);
        assertThat(calls).hasSizeGreaterThan(1).allMatch(called -> called <= 3 * 1024 * 1024 / 2);
        assertThat(calls.stream().mapToLong(called -> called).sum()).isEqualTo(rows);
    }

    private static ModelVersion version(EngineModel model) {
        return new ModelVersion("sums", new FileStamp(Path.of("sums.onnx"), 1, Instant.EPOCH), Optional.empty(), model);
    }

    private static final class Item implements BatchItem {

        private final float[] values;
        private float[][] outputs = {};
        private @Nullable Throwable failure;

        Item(float... values) {
            this.values = values;
        }

        List<Float> answers() {
            List<Float> answers = new ArrayList<>();
            for (float[] row : outputs) {
                answers.add(row[0]);
            }
            return answers;
        }

        @Override
        public BatchValues input() {
            return BatchValues.of(values);
        }

        @Override
        public int rows() {
            return values.length / 2;
        }

        @Override
        public void answer(float[][] answer) {
            outputs = answer;
        }

        @Override
        public void fail(Throwable why) {
            failure = why;
        }
    }

    /** Adds the two numbers of each row. The whole call fails if one of them is negative. */
    private final class Sums implements EngineModel {

        private final boolean batchable;

        Sums(boolean batchable) {
            this.batchable = batchable;
        }

        @Override
        public float[][] forward(float[] input, long... shape) {
            calls.add(shape[0]);
            assertThat(shape).hasSize(2).endsWith(2);
            assertThat(input).hasSize((int) shape[0] * 2);
            float[][] sums = new float[(int) shape[0]][1];
            for (int row = 0; row < sums.length; row++) {
                if (input[2 * row] < 0) {
                    throw new IllegalStateException("negative");
                }
                sums[row][0] = input[2 * row] + input[2 * row + 1];
            }
            return sums;
        }

        @Override
        public long[] itemShape() {
            return new long[] {2};
        }

        @Override
        public int outputs() {
            return 1;
        }

        @Override
        public boolean batchable() {
            return batchable;
        }

        @Override
        public EngineFile file() {
            return new EngineFile(Path.of("sums.onnx"), ModelFormat.ONNX);
        }

        @Override
        public void close() {}
    }
}
