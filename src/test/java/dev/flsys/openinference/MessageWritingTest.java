package dev.flsys.openinference;

import static org.assertj.core.api.Assertions.assertThat;

import flsys.wire.ModelInferResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MessageWritingTest {

    private static ModelInferResponse written(boolean binary) {
        Tensor numbers = Tensor.ofFloats("y", List.of(1L, 2L), new float[] {1.5f, -2});
        Tensor labels =
                Tensor.ofBytes("l", List.of(1L, 1L), List.of("ab".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        return MessageWriting.of(new InferAnswer(
                        "m",
                        Optional.of("7"),
                        List.of(new InferAnswer.Output(numbers, binary), new InferAnswer.Output(labels, binary)),
                        Map.of("content", "c")))
                .build();
    }

    @Test
    void a_raw_answer_has_the_data_of_the_outputs_in_their_order() {
        ModelInferResponse message = written(true);

        assertThat(message.getOutputsList())
                .extracting(ModelInferResponse.InferOutputTensor::getName)
                .containsExactly("y", "l");
        assertThat(message.getOutputsList()).noneMatch(ModelInferResponse.InferOutputTensor::hasContents);
        assertThat(message.getRawOutputContents(0).toByteArray()).containsExactly(0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0);
        assertThat(message.getRawOutputContents(1).toByteArray()).containsExactly(2, 0, 0, 0, 'a', 'b');
    }

    @Test
    void a_typed_answer_has_lists() {
        ModelInferResponse message = written(false);

        assertThat(message.getRawOutputContentsCount()).isZero();
        assertThat(message.getOutputs(0).getContents().getFp32ContentsList()).containsExactly(1.5f, -2f);
        assertThat(message.getOutputs(1).getContents().getBytesContents(0).toStringUtf8())
                .isEqualTo("ab");
        assertThat(message.getModelName() + message.getModelVersion() + message.getId())
                .isEqualTo("m17");
        assertThat(message.getParametersOrThrow("content").getStringParam()).isEqualTo("c");
    }

    @ParameterizedTest
    @EnumSource(DataType.class)
    void each_datatype_has_a_name_in_configurations(DataType type) {
        assertThat(flsys.wire.DataType.values())
                .extracting(flsys.wire.DataType::name)
                .contains(type.configName());
    }
}
