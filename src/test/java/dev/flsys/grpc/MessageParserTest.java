package dev.flsys.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import dev.flsys.problem.Problem;
import flsys.wire.InferParameter;
import flsys.wire.InferTensorContents;
import flsys.wire.ModelInferRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageParserTest {

    private final MessageParser<ModelInferRequest> parser = GrpcMethod.large(
                    "/", Long.MAX_VALUE, ModelInferRequest.getDefaultInstance(), (request, caller) -> {
                        throw new UnsupportedOperationException();
                    })
            .parser();

    private ModelInferRequest parse(byte[] message) {
        return parser.parse(Unpooled.wrappedBuffer(message));
    }

    /** The message in two pieces. */
    private static ByteBuf inPieces(byte[] message, int first) {
        return Unpooled.wrappedBuffer(
                Arrays.copyOf(message, first), Arrays.copyOfRange(message, first, message.length));
    }

    private void assertRefused(byte[] message, int status) {
        for (ByteBuf sent : List.of(Unpooled.wrappedBuffer(message), inPieces(message, message.length / 2))) {
            assertThatThrownBy(() -> parser.parse(sent))
                    .isInstanceOfSatisfying(Problem.class, refused -> assertThat(refused.status())
                            .isEqualTo(status));
        }
    }

    @Test
    void a_message_is_the_same_in_one_piece_and_in_two() {
        ModelInferRequest.Builder message = ModelInferRequest.newBuilder()
                .setModelName("m")
                .setId("seven")
                .putParameters(
                        "p", InferParameter.newBuilder().setDoubleParam(2.5).build())
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                        .setContents(InferTensorContents.newBuilder()
                                .addFp32Contents(1.5f)
                                .addBytesContents(ByteString.copyFromUtf8("a"))));
        for (int size : new int[] {300, 0, 1, 7}) {
            message.addRawInputContents(ByteString.copyFrom(new byte[size]));
        }
        byte[] bytes = message.build()
                .toByteString()
                .concat(ModelInferRequest.newBuilder()
                        .setModelVersion("1")
                        .build()
                        .toByteString())
                .toByteArray();

        for (int first = 1; first < bytes.length; first++) {
            assertThat(parser.parse(inPieces(bytes, first))).isEqualTo(parse(bytes));
        }
        assertThat(parse(bytes)).isEqualTo(message.setModelVersion("1").build());
    }

    @Test
    void raw_data_in_two_pieces_is_a_view_of_both() {
        byte[] first = ModelInferRequest.newBuilder()
                .addRawInputContents(ByteString.copyFrom(new byte[400]))
                .build()
                .toByteArray();
        byte[] second = Arrays.copyOfRange(first, 200, first.length);
        ModelInferRequest request = parser.parse(Unpooled.wrappedBuffer(Arrays.copyOf(first, 200), second));
        second[second.length - 1] = 9;

        assertThat(request.getRawInputContents(0).byteAt(399)).isEqualTo((byte) 9);
    }

    @Test
    void raw_data_is_a_view_of_the_message() {
        byte[] message = ModelInferRequest.newBuilder()
                .addRawInputContents(ByteString.copyFrom(new byte[] {1, 2, 3, 4}))
                .build()
                .toByteArray();
        ModelInferRequest request = parse(message);
        message[message.length - 1] = 9;

        assertThat(request.getRawInputContents(0).byteAt(3)).isEqualTo((byte) 9);
    }

    @Test
    void unknown_fields_are_dropped() {
        byte[] message = ModelInferRequest.newBuilder()
                .setModelName("m")
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                99,
                                UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                        .build())
                .build()
                .toByteArray();

        assertThat(parse(message))
                .isEqualTo(ModelInferRequest.newBuilder().setModelName("m").build());
    }

    @Test
    void a_message_of_many_parts_is_refused_before_it_becomes_objects() {
        byte[] inputs = new byte[400_000];
        for (int i = 0; i < inputs.length; i += 2) {
            inputs[i] = 0x2a;
        }

        assertRefused(inputs, 413);
    }

    @Test
    void a_long_list_of_small_numbers_is_refused() {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        for (int i = 0; i < 8_500_000; i++) {
            contents.addIntContents(1);
        }
        byte[] message = ModelInferRequest.newBuilder()
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder().setContents(contents))
                .build()
                .toByteArray();

        assertRefused(message, 413);
    }

    @Test
    void a_long_list_in_several_pieces_or_number_by_number_is_refused() throws IOException {
        ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        CodedOutputStream output = CodedOutputStream.newInstance(pieces);
        for (int i = 0; i < 9; i++) {
            output.writeByteArray(InferTensorContents.INT64_CONTENTS_FIELD_NUMBER, new byte[1 << 20]);
        }
        output.flush();
        assertRefused(inContents(pieces.toByteArray()), 413);

        byte[] numbers = new byte[18 << 20];
        for (int i = 0; i < numbers.length; i += 2) {
            numbers[i] = InferTensorContents.INT64_CONTENTS_FIELD_NUMBER << 3;
        }
        assertRefused(inContents(numbers), 413);
    }

    @Test
    void lists_within_the_limit_are_read_in_both_forms() throws IOException {
        int field = InferTensorContents.INT64_CONTENTS_FIELD_NUMBER;
        byte[] contents = {(byte) (field << 3 | 2), 2, 7, 8, (byte) (field << 3), 9};

        assertThat(parse(inContents(contents)).getInputs(0).getContents().getInt64ContentsList())
                .containsExactly(7L, 8L, 9L);
    }

    private static byte[] inContents(byte[] contents) throws IOException {
        return nested(
                ModelInferRequest.INPUTS_FIELD_NUMBER,
                nested(ModelInferRequest.InferInputTensor.CONTENTS_FIELD_NUMBER, contents));
    }

    private static byte[] nested(int field, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream output = CodedOutputStream.newInstance(bytes);
        output.writeByteArray(field, content);
        output.flush();
        return bytes.toByteArray();
    }

    @Test
    void malformed_messages_are_refused() {
        assertRefused(new byte[] {-1}, 400);
        assertRefused(new byte[] {0x2a, 5, 0}, 400);
        assertRefused(new byte[] {0x3a, -1, -1, -1, -1, 7}, 400);
        assertRefused(new byte[] {0x2a, -1, -1, -1, -1, 15}, 400);
        byte[] groups = new byte[1000];
        Arrays.fill(groups, (byte) 0x0b);
        assertRefused(groups, 400);
    }
}
