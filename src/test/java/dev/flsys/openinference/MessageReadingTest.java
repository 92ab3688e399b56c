package dev.flsys.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import flsys.wire.InferParameter;
import flsys.wire.InferTensorContents;
import flsys.wire.ModelInferRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MessageReadingTest {

    private static Signature signature(DataType type) {
        return new Signature(
                "m", List.of(TensorInfo.ofRows("x", type, 2)), List.of(TensorInfo.ofRows("y", DataType.FP32, 3)));
    }

    private static ModelInferRequest.InferInputTensor.Builder input(DataType type) {
        return ModelInferRequest.InferInputTensor.newBuilder()
                .setName("x")
                .setDatatype(type.name())
                .addShape(1)
                .addShape(2);
    }

    private static InferRequest typed(DataType type, InferTensorContents.Builder contents) {
        return MessageReading.of(
                ModelInferRequest.newBuilder()
                        .addInputs(input(type).setContents(contents))
                        .build(),
                signature(type));
    }

    private static InferTensorContents.Builder contents() {
        return InferTensorContents.newBuilder();
    }

    private static void assertRefused(String part, ModelInferRequest.Builder request) {
        assertThatThrownBy(() -> MessageReading.of(request.build(), signature(DataType.FP32)))
                .isInstanceOf(OpenInferenceProblem.class)
                .hasMessageContaining(part);
    }

    private static ByteString bytes(int count) {
        return ByteString.copyFrom(new byte[count]);
    }

    @Test
    void raw_data_is_the_tensor() {
        ByteBuffer floats = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(1.5f)
                .putFloat(-2);
        InferRequest request = MessageReading.of(
                ModelInferRequest.newBuilder()
                        .setId("7")
                        .addInputs(input(DataType.FP32))
                        .addRawInputContents(ByteString.copyFrom(floats.flip()))
                        .build(),
                signature(DataType.FP32));

        assertThat(request.inputs().get(0).floats()).containsExactly(1.5f, -2);
        assertThat(request.id()).hasValue("7");
        assertThat(request.binaryOutputs()).isTrue();
    }

    @Test
    void typed_data_is_the_tensor_in_little_endian() {
        InferRequest floats =
                typed(DataType.FP32, contents().addFp32Contents(1.5f).addFp32Contents(-2));
        assertThat(floats.inputs().get(0).floats()).containsExactly(1.5f, -2);
        assertThat(floats.binaryOutputs()).isFalse();
        assertThat(floats.id()).isEmpty();
        assertData(typed(DataType.BOOL, contents().addBoolContents(true).addBoolContents(false)), 1, 0);
        assertData(typed(DataType.INT8, contents().addIntContents(-128).addIntContents(127)), -128, 127);
        assertData(typed(DataType.INT16, contents().addIntContents(-2).addIntContents(258)), -2, -1, 2, 1);
        assertData(typed(DataType.UINT8, contents().addUintContents(255).addUintContents(0)), -1, 0);
        assertData(
                typed(DataType.UINT32, contents().addUintContents(-1).addUintContents(1)), -1, -1, -1, -1, 1, 0, 0, 0);
        InferRequest strings = typed(
                DataType.BYTES,
                contents().addBytesContents(ByteString.copyFromUtf8("ab")).addBytesContents(ByteString.EMPTY));
        assertThat(strings.inputs().get(0).byteStrings()).containsExactly(new byte[] {'a', 'b'}, new byte[0]);
    }

    private static void assertData(InferRequest request, int... expected) {
        ByteBuffer data = request.inputs().get(0).data().nioBuffer().order(ByteOrder.LITTLE_ENDIAN);
        assertThat(data.remaining()).isEqualTo(expected.length);
        for (int each : expected) {
            assertThat(data.get()).isEqualTo((byte) each);
        }
    }

    @ParameterizedTest
    @EnumSource(DataType.class)
    void data_in_the_list_of_another_type_is_refused(DataType type) {
        InferTensorContents.Builder wrong = type == DataType.FP64
                ? contents().addFp32Contents(1).addFp32Contents(2)
                : contents().addFp64Contents(1).addFp64Contents(2);

        assertThatThrownBy(() -> typed(type, wrong)).isInstanceOf(OpenInferenceProblem.class);
    }

    @Test
    void wrong_requests_are_refused_with_the_reason() {
        InferTensorContents.Builder two = contents().addFp32Contents(1).addFp32Contents(2);
        assertRefused(
                "one of them",
                ModelInferRequest.newBuilder()
                        .addInputs(input(DataType.FP32).setContents(two))
                        .addRawInputContents(bytes(8)));
        assertRefused(
                "each input needs one",
                ModelInferRequest.newBuilder()
                        .addInputs(input(DataType.FP32))
                        .addRawInputContents(bytes(8))
                        .addRawInputContents(bytes(8)));
        assertRefused(
                "less than 0",
                ModelInferRequest.newBuilder()
                        .addInputs(input(DataType.FP32).setShape(0, -1))
                        .addRawInputContents(bytes(8)));
        assertRefused(
                "too many",
                ModelInferRequest.newBuilder()
                        .addInputs(input(DataType.FP32).setShape(0, Long.MAX_VALUE))
                        .addRawInputContents(bytes(8)));
        assertRefused(
                "4 bytes",
                ModelInferRequest.newBuilder().addInputs(input(DataType.FP32)).addRawInputContents(bytes(4)));
        assertRefused(
                "no datatype 'FP8'",
                ModelInferRequest.newBuilder().addInputs(input(DataType.FP32).setDatatype("FP8")));
        assertRefused(
                "Shared memory",
                ModelInferRequest.newBuilder()
                        .addInputs(input(DataType.FP32)
                                .putParameters("shared_memory_region", InferParameter.getDefaultInstance())));
        assertRefused(
                "raw_input_contents",
                ModelInferRequest.newBuilder().addInputs(input(DataType.FP16).setContents(two)));
        assertThatThrownBy(() ->
                        typed(DataType.INT8, contents().addIntContents(128).addIntContents(0)))
                .hasMessageContaining("range");
        assertThatThrownBy(() ->
                        typed(DataType.UINT16, contents().addUintContents(-1).addUintContents(0)))
                .hasMessageContaining("range");
    }

    @Test
    void classes_are_asked_for_by_a_whole_number() {
        ModelInferRequest.Builder request =
                ModelInferRequest.newBuilder().addInputs(input(DataType.FP32)).addRawInputContents(bytes(8));
        ModelInferRequest.InferRequestedOutputTensor.Builder output =
                ModelInferRequest.InferRequestedOutputTensor.newBuilder().setName("y");
        InferRequest read = MessageReading.of(
                request.clone()
                        .addOutputs(output.clone()
                                .putParameters(
                                        "classification",
                                        InferParameter.newBuilder()
                                                .setInt64Param(2)
                                                .build()))
                        .build(),
                signature(DataType.FP32));
        assertThat(read.outputs().get(0).classes()).isEqualTo(2);
        assertRefused(
                "classification",
                request.clone()
                        .addOutputs(output.clone()
                                .putParameters(
                                        "classification",
                                        InferParameter.newBuilder()
                                                .setInt64Param(-1)
                                                .build())));
        assertRefused(
                "classification",
                request.clone()
                        .addOutputs(output.clone()
                                .putParameters(
                                        "classification",
                                        InferParameter.newBuilder()
                                                .setStringParam("2")
                                                .build())));
    }
}
