package dev.flsys.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InferRequestReaderTest {

    private static final Signature ROWS = new Signature(
            "net",
            List.of(TensorInfo.ofRows("x", DataType.FP32, 2)),
            List.of(TensorInfo.ofRows("y", DataType.FP32, 3), TensorInfo.ofRows("z", DataType.FP32, 1)));

    private static Signature of(DataType type) {
        return new Signature("net", List.of(TensorInfo.ofRows("x", type, 2)), List.of());
    }

    /** The body in two pieces, as bodies of some kilobytes arrive. */
    private static InferRequest read(byte[] body, @Nullable String header, Signature signature) {
        int half = body.length / 2;
        return InferRequestReader.read(
                Unpooled.wrappedBuffer(Arrays.copyOf(body, half), Arrays.copyOfRange(body, half, body.length)),
                header,
                signature);
    }

    private static InferRequest read(String json, Signature signature) {
        return read(json.getBytes(StandardCharsets.UTF_8), null, signature);
    }

    private static InferRequest read(String json, byte[] binary, @Nullable String header) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(json.getBytes(StandardCharsets.UTF_8));
        body.writeBytes(binary);
        return read(body.toByteArray(), header, ROWS);
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    private static String input(String type, String shape, String data) {
        return "{\"inputs\":[{\"name\":\"x\",\"shape\":" + shape + ",\"datatype\":\"" + type + "\",\"data\":" + data
                + "}]}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1,2.5,3,4]", "[[1,2.5],[3,4]]", "[[[[1,2.5]]],[[[3,4]]]]"})
    void flat_and_nested_data_have_the_same_elements(String data) {
        Tensor tensor = read(input("FP32", "[2,2]", data), ROWS).inputs().get(0);

        assertThat(tensor.floats()).containsExactly(1, 2.5f, 3, 4);
        assertThat(tensor.shape()).containsExactly(2L, 2L);
    }

    @Test
    void data_may_come_before_the_type_and_unknown_members_are_ignored() {
        InferRequest request = read(
                "{\"inputs\":[{\"data\":[1,2],\"new\":{\"a\":[1]},\"datatype\":\"FP32\",\"name\":\"x\",\"shape\":[1,2],"
                        + "\"parameters\":{\"sequence_id\":3}}],\"id\":\"7\",\"parameters\":{\"timeout\":1,"
                        + "\"triton_x\":\"y\",\"binary_data_output\":true},\"outputs\":[{\"name\":\"z\","
                        + "\"parameters\":{\"binary_data\":false}},{\"name\":\"y\",\"parameters\":{\"classification\":2}}],"
                        + "\"extra\":[[{}]]}",
                ROWS);

        assertThat(request.inputs().get(0).floats()).containsExactly(1, 2);
        assertThat(request.id()).contains("7");
        assertThat(request.binaryOutputs()).isTrue();
        assertThat(request.outputs())
                .containsExactly(
                        new RequestedOutput("z", Optional.of(false), 0), new RequestedOutput("y", Optional.empty(), 2));
    }

    @Test
    void binary_data_follows_the_json() {
        String json = "{\"inputs\":[{\"name\":\"x\",\"shape\":[2,2],\"datatype\":\"FP32\","
                + "\"parameters\":{\"binary_data_size\":16}}]}";

        InferRequest request = read(json, floats(1, 2, 3, Float.NaN), String.valueOf(json.length()));

        assertThat(request.inputs().get(0).floats()).containsExactly(1, 2, 3, Float.NaN);
    }

    @Test
    void the_header_may_come_with_json_alone() {
        String json = input("FP32", "[1,2]", "[1,2]");

        assertThat(read(json, new byte[0], String.valueOf(json.length())).inputs())
                .hasSize(1);
    }

    @Test
    void a_body_without_json_gets_its_shape_from_its_size() {
        InferRequest request = read(floats(1, 2, 3, 4, 5, 6), "0", ROWS);

        assertThat(request.inputs().get(0).shape()).containsExactly(3L, 2L);
        assertThat(request.binaryOutputs()).isTrue();
        assertThatThrownBy(() -> read(floats(1, 2, 3), "0", ROWS))
                .hasMessageContaining("A body of 12 bytes gives no shape");
    }

    @Test
    void a_body_without_json_is_one_byte_string() {
        Signature pictures = new Signature("p", List.of(TensorInfo.ofRows("image", DataType.BYTES, 1)), List.of());

        Tensor tensor = read(new byte[] {1, 2, 3}, "0", pictures).inputs().get(0);

        assertThat(tensor.shape()).containsExactly(1L, 1L);
        assertThat(tensor.byteStrings()).containsExactly(new byte[] {1, 2, 3});
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1000", "99999999999999999999", "text", "1.5"})
    void a_wrong_length_of_the_json_is_refused(String header) {
        assertThatThrownBy(() -> read(input("FP32", "[1,2]", "[1,2]"), new byte[0], header))
                .hasMessageContaining("Inference-Header-Content-Length");
    }

    @ParameterizedTest
    @CsvSource({
        "8, is cut off",
        "24, has 8 bytes more than its inputs say",
    })
    void missing_and_left_over_bytes_are_refused(int bytes, String reason) {
        String json = "{\"inputs\":[{\"name\":\"x\",\"shape\":[2,2],\"datatype\":\"FP32\","
                + "\"parameters\":{\"binary_data_size\":16}}]}";

        assertThatThrownBy(() -> read(json, new byte[bytes], String.valueOf(json.length())))
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INT8   | [-128,127]  | [-129,0]",
                "UINT8  | [0,255]     | [0,256]",
                "INT16  | [-32768,1]  | [32768,0]",
                "UINT16 | [0,65535]   | [-1,0]",
                "INT32  | [1,-2]      | [2147483648,0]",
                "UINT32 | [0,4294967295] | [4294967296,0]",
                "INT64  | [-9223372036854775808,9223372036854775807] | [9223372036854775808,0]",
                "UINT64 | [0,18446744073709551615] | [18446744073709551616,0]",
                "BOOL   | [true,false] | [1,0]",
                "FP64   | [1e308,2]   | [1e309,0]",
                "FP32   | [3.4e38,2]  | [3.5e38,0]",
                "FP32   | [1,2]       | [\"NaN\",0]",
                "BYTES  | [\"a\",\"\"] | [1,\"a\"]",
                "INT32  | [1,2]       | [1.0,2]",
            })
    void elements_are_checked_against_their_type(String type, String good, String bad) {
        Signature signature = of(DataType.valueOf(type));

        assertThat(read(input(type, "[1,2]", good), signature).inputs()).hasSize(1);
        assertThatThrownBy(() -> read(input(type, "[1,2]", bad), signature))
                .isInstanceOf(OpenInferenceProblem.class)
                .hasMessageContaining("'x'");
    }

    @Test
    void whole_numbers_are_little_endian() {
        Tensor tensor = read(input("UINT64", "[1,2]", "[1,18446744073709551615]"), of(DataType.UINT64))
                .inputs()
                .get(0);

        assertThat(tensor.data().getLongLE(0)).isEqualTo(1);
        assertThat(tensor.data().getLongLE(8)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FP16", "BF16"})
    void types_that_json_does_not_have_are_refused_in_json(String type) {
        assertThatThrownBy(() -> read(input(type, "[1,2]", "[1,2]"), of(DataType.valueOf(type))))
                .hasMessageContaining("binary_data_size");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{",
                "{}",
                "{\"inputs\":1}",
                "{\"inputs\":[1]}",
                "{\"inputs\":[]}",
                "{\"inputs\":[{\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2]}]}",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"data\":[1,2]}]}",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"data\":[1,2]}]}",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\"}]}",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP31\",\"data\":[1,2]}]}",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP64\",\"data\":[1,2]}]}",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[-1,2],\"datatype\":\"FP32\",\"data\":[1,2]}]}",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[2],\"datatype\":\"FP32\",\"data\":[1,2]}]}",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,2,3]}]}",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2,3]}]}",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[9223372036854775807,2],\"datatype\":\"FP32\",\"data\":[1]}]}",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[4611686018427387904,2],\"datatype\":\"FP32\",\"data\":[]}]}",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[18446744073709551617,2],\"datatype\":\"FP32\",\"data\":[1,2]}]}",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2]},"
                        + "{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2]}]}",
                "{\"inputs\":[{\"name\":\"w\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2]}]}",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2]}],"
                        + "\"outputs\":[{\"name\":\"w\"}]}",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2],"
                        + "\"parameters\":{\"shared_memory_region\":\"r\"}}]}",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2],"
                        + "\"parameters\":{\"binary_data_size\":8}}]}",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2]}]} {}",
                "{\"id\":7,\"inputs\":[]}",
                "{\"id\":\"7\",\"id\":\"8\",\"inputs\":[]}",
            })
    void a_request_that_does_not_fit_is_refused_with_400(String json) {
        assertThatThrownBy(() -> read(json, ROWS))
                .isInstanceOfSatisfying(OpenInferenceProblem.class, refused -> assertThat(refused.status())
                        .isEqualTo(400));
    }

    @Test
    void lists_may_be_a_hundred_deep() {
        String deep = "[".repeat(100) + "1,2" + "]".repeat(100);

        assertThat(read(input("FP32", "[1,2]", deep), ROWS).inputs()).hasSize(1);
        assertThatThrownBy(() -> read(input("FP32", "[1,2]", "[" + deep + "]"), ROWS))
                .hasMessageContaining("100 lists");
        assertThatThrownBy(() -> read(input("FP32", "[1,2]", "[".repeat(100_000)), ROWS))
                .isInstanceOf(OpenInferenceProblem.class);
    }

    @Test
    void byte_strings_that_are_cut_off_are_refused() {
        Signature bytes = of(DataType.BYTES);
        String json = "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"BYTES\","
                + "\"parameters\":{\"binary_data_size\":9}}]}";
        byte[] body = ByteBuffer.allocate(json.length() + 9)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(json.getBytes(StandardCharsets.UTF_8))
                .putInt(1)
                .put((byte) 'a')
                .putInt(-1)
                .array();

        assertThatThrownBy(() -> read(body, String.valueOf(json.length()), bytes))
                .hasMessageContaining("cut off");
    }
}
