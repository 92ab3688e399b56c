package dev.flsys.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.flsys.testsupport.Safetensors;
import dev.flsys.weights.ElementType;
import dev.flsys.weights.WeightsFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @Test
    void a_table_has_the_norm_of_each_tensor_and_of_all_floating_point_ones() throws Exception {
        WeightsTable table = table(file("{'w':{F32[2]0,8},'n':{I32[1]8,12}}", 3f, 4f, Float.intBitsToFloat(7)), null);
        assertThat(table.tensors()).extracting(WeightsTable.Row::norm).containsExactly(5.0, 7.0);
        assertThat(table.norm()).isEqualTo(5.0);
        assertThat(table.parameters()).isEqualTo(2);
        assertThat(table.bytes()).isEqualTo(12);
        assertThat(table.tensors().get(1).type()).isEqualTo(ElementType.INT32);
        assertThat(table.against()).isNull();
        assertThat(table.tensors().get(0).difference()).isNull();
    }

    @Test
    void a_comparison_has_the_difference_and_the_drift_of_each_tensor() throws Exception {
        Path here = file("{'module.w':{F32[2]0,8},'b':{F32[1]8,12},'x':{F32[1]12,16}}", 3f, 4f, 1f, 1f);
        Path there = file("{'w':{F32[2]0,8},'b':{F32[1]8,12},'y':{F32[1]12,16}}", 0f, 8f, 0f, 1f);
        WeightsTable table = table(here, there);
        assertThat(table.tensors().get(0).difference()).isEqualTo(5.0);
        assertThat(table.tensors().get(0).drift()).isEqualTo(5.0 / 8);
        assertThat(table.tensors().get(1).difference()).isEqualTo(1.0);
        assertThat(table.tensors().get(1).drift()).as("against a norm of zero").isNull();
        assertThat(table.tensors().get(2).difference()).isNull();
        WeightsTable.Against against = Objects.requireNonNull(table.against());
        assertThat(against.model()).isEqualTo("other");
        assertThat(against.difference()).isEqualTo(Math.sqrt(26), within(1e-12));
        assertThat(against.onlyHere()).containsExactly("x");
        assertThat(against.onlyThere()).containsExactly("y");
    }

    @Test
    void a_tensor_of_another_shape_is_not_compared() throws Exception {
        WeightsTable table = table(file("{'w':{F32[2]0,8}}", 1f, 2f), file("{'w':{F32[1,2]0,8}}", 1f, 2f));
        WeightsTable.Against against = Objects.requireNonNull(table.against());
        assertThat(against.onlyHere()).containsExactly("w");
        assertThat(against.onlyThere()).containsExactly("w");
        assertThat(against.missing()).isEmpty();
        assertThat(table.tensors().get(0).difference()).isNull();
        assertThat(table.tensors().get(0).identical()).isNull();
        assertThat(table.tensors().get(0).otherShape()).containsExactly(1L, 2L);
    }

    @Test
    void a_tensor_of_the_other_model_alone_is_listed_with_its_shape() throws Exception {
        WeightsTable table = table(file("{'w':{F32[2]0,8}}", 1f, 2f), file("{'v':{F32[1,2]0,8}}", 1f, 2f));
        assertThat(Objects.requireNonNull(table.against()).missing())
                .containsExactly(new WeightsTable.Missing("v", ElementType.FLOAT32, List.of(1L, 2L), 8));
        assertThat(table.tensors().get(0).otherShape()).isNull();
    }

    @Test
    void tensors_are_identical_if_their_types_and_all_bits_are_equal() throws Exception {
        Path here = file("{'a':{F32[2]0,8},'b':{F32[1]8,12},'c':{F32[1]12,16}}", 1f, Float.NaN, 0f, 3f);
        Path there = file("{'a':{F32[2]0,8},'b':{F32[1]8,12},'c':{I32[1]12,16}}", 1f, Float.NaN, -0f, 0f);
        List<WeightsTable.Row> rows = table(here, there).tensors();
        assertThat(rows).extracting(WeightsTable.Row::identical).containsExactly(true, false, false);
        assertThat(rows).extracting(WeightsTable.Row::otherType).containsExactly(null, null, ElementType.INT32);
        assertThat(rows.get(1).difference()).isZero();
    }

    @Test
    void a_tensor_with_numbers_that_are_not_finite_has_no_norm() throws Exception {
        Path here = file("{'w':{F32[2]0,8}}", Float.NaN, 2f);
        WeightsTable table = table(here, here);
        assertThat(table.tensors().get(0).norm()).isNull();
        assertThat(table.tensors().get(0).difference()).isNull();
        assertThat(table.norm()).isNull();
    }

    @Test
    void a_tensor_of_many_parts_is_compared_to_its_end() throws Exception {
        int count = 300_001;
        float[] ones = new float[count];
        Arrays.fill(ones, 1f);
        float[] changed = ones.clone();
        changed[count - 1] = 4f;
        String header = "{'w':{F32[" + count + "]0," + 4 * count + "}}";
        WeightsTable table = table(file(header, changed), file(header, ones));
        assertThat(table.tensors().get(0).difference()).isEqualTo(3.0);
        assertThat(table.tensors().get(0).norm()).isEqualTo(Math.sqrt(count + 15.0), within(1e-9));
    }

    private static WeightsTable table(Path file, @Nullable Path other) throws Exception {
        try (WeightsFile weights = WeightsFile.open(file);
                WeightsFile others = other == null ? null : WeightsFile.open(other)) {
            return Comparison.of("model", weights, "other", others);
        }
    }

    private Path file(String header, float... data) throws Exception {
        return Safetensors.write(folder, header, data);
    }
}
