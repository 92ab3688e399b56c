package dev.flsys.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InferAnswerWriterTest {

    private static final Tensor VALUES = Tensor.ofFloats("y", List.of(2L, 1L), new float[] {0.1f, -2});
    private static final Tensor LABELS =
            Tensor.ofBytes("l", List.of(2L, 1L), List.of("猫".getBytes(StandardCharsets.UTF_8), new byte[0]));

    private static InferBody write(InferAnswer.Output... outputs) {
        return InferAnswerWriter.write(
                new InferAnswer("net", Optional.of("7"), List.of(outputs), Map.of("content", "abc")));
    }

    @Test
    void json_has_the_shortest_form_of_each_number() {
        InferBody body = write(new InferAnswer.Output(VALUES, false), new InferAnswer.Output(LABELS, false));

        assertThat(body.bytes().toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"model_name\":\"net\",\"model_version\":\"1\",\"id\":\"7\","
                        + "\"parameters\":{\"content\":\"abc\"},\"outputs\":["
                        + "{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[2,1],\"data\":[0.1,-2.0]},"
                        + "{\"name\":\"l\",\"datatype\":\"BYTES\",\"shape\":[2,1],\"data\":[\"猫\",\"\"]}]}");
        assertThat(body.binary()).isFalse();
    }

    @Test
    void binary_data_follows_in_the_order_of_the_outputs() {
        InferBody body = write(new InferAnswer.Output(LABELS, true), new InferAnswer.Output(VALUES, true));

        assertThat(body.bytes().readableBytes()).isEqualTo(body.json() + 4 + 3 + 4 + 8);
        assertThat(body.bytes().getByte(body.json())).isEqualTo((byte) 3);
        assertThat(body.bytes().toString(0, body.json(), StandardCharsets.UTF_8))
                .contains("\"binary_data_size\":11", "\"binary_data_size\":8")
                .doesNotContain("\"data\"");
    }

    @Test
    void numbers_that_json_does_not_have_need_binary_data() {
        Tensor nan = Tensor.ofFloats("y", List.of(1L, 1L), new float[] {Float.NaN});

        assertThatThrownBy(() -> write(new InferAnswer.Output(nan, false))).hasMessageContaining("binary");
        assertThat(write(new InferAnswer.Output(nan, true)).binary()).isTrue();
    }

    @Test
    void the_best_classes_have_value_index_and_label() {
        Tensor rows = Tensor.ofFloats("y", List.of(2L, 3L), new float[] {0.1f, 0.7f, 0.2f, 5, 4, 3});

        Tensor named = Classification.of(rows, 2, List.of("a", "b", "c"));
        Tensor unnamed = Classification.of(rows, 9, List.of());

        assertThat(named.shape()).containsExactly(2L, 2L);
        assertThat(texts(named)).containsExactly("0.700000:1:b", "0.200000:2:c", "5.000000:0:a", "4.000000:1:b");
        assertThat(unnamed.shape()).containsExactly(2L, 3L);
        assertThat(texts(unnamed)).startsWith("0.700000:1", "0.200000:2", "0.100000:0");
    }

    private static List<String> texts(Tensor tensor) {
        return tensor.byteStrings().stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList();
    }
}
