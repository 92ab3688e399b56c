package dev.flsys.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsFileTest {

    private static final Path MODELS = Path.of("src/test/resources/models");
    private static final byte[] SIX = ByteBuffer.allocate(24)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(0)
            .putInt(1)
            .putInt(2)
            .putInt(3)
            .putInt(4)
            .putInt(5)
            .array();

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @Test
    void a_state_dict_of_either_format_has_its_tensors() throws Exception {
        for (String name : List.of("state_dict.pth", "legacy_state_dict.pth")) {
            try (WeightsFile weights = WeightsFile.open(MODELS.resolve(name))) {
                assertThat(weights.format()).isEqualTo(WeightsFormat.PYTORCH);
                assertThat(weights.groups()).hasSize(1);
                assertThat(weights.tensors()).isNotEmpty().allMatch(each -> each.type() == ElementType.FLOAT32);
                for (WeightTensor tensor : weights.tensors()) {
                    assertThat(weights.position(tensor)).isPresent();
                }
            }
        }
    }

    @Test
    void an_array_in_the_order_of_fortran_is_read_row_by_row() throws Exception {
        try (WeightsFile weights = open(WeightsBytes.npy("'<i4'", "True", "(2, 3)", SIX))) {
            WeightTensor tensor = weights.tensors().get(0);
            assertThat(weights.position(tensor)).isEmpty();
            assertThat(ints(weights, tensor)).containsExactly(0, 2, 4, 1, 3, 5);
        }
    }

    @Test
    void an_array_with_the_highest_byte_first_is_read_little_endian() throws Exception {
        try (WeightsFile weights = open(WeightsBytes.npy("'>i4'", "False", "(6,)", SIX))) {
            assertThat(ints(weights, weights.tensors().get(0)))
                    .containsExactly(0, 1 << 24, 2 << 24, 3 << 24, 4 << 24, 5 << 24);
        }
    }

    @Test
    void a_compressed_array_has_no_position_and_can_be_read() throws Exception {
        try (WeightsFile weights =
                open(WeightsBytes.deflated("w.npy", WeightsBytes.npy("'<i4'", "True", "(2, 3)", SIX)))) {
            WeightTensor tensor = weights.tensors().get(0);
            assertThat(tensor.name()).isEqualTo("w");
            assertThat(weights.position(tensor)).isEmpty();
            assertThat(ints(weights, tensor)).containsExactly(0, 2, 4, 1, 3, 5);
        }
    }

    @Test
    void a_buffer_with_less_room_than_the_tensor_is_not_changed() throws Exception {
        try (WeightsFile weights = open(WeightsBytes.npy("'<i4'", "False", "(6,)", SIX))) {
            ByteBuffer small = ByteBuffer.allocate(23);
            WeightTensor tensor = weights.tensors().get(0);
            assertThatThrownBy(() -> weights.read(tensor, small)).isInstanceOf(IllegalArgumentException.class);
            assertThat(small.position()).isZero();
            assertThat(small.array()).containsOnly(0);
        }
    }

    @Test
    void a_tensor_of_another_file_is_not_read() throws Exception {
        byte[] file = WeightsBytes.npy("'<i4'", "False", "(6,)", SIX);
        try (WeightsFile weights = open(file);
                WeightsFile other = open(file)) {
            WeightTensor tensor = other.tensors().get(0);
            assertThatThrownBy(() -> weights.position(tensor)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'descr': '<i4', 'fortran_order': False, 'shape': (6,)} + f()",
                "{'descr': '<i4', 'fortran_order': False, 'shape': (6)}",
                "{'descr': '<i4', 'fortran_order': 0, 'shape': (6,)}",
                "{'descr': '<i4', 'fortran_order': False}",
                "{'descr': '<i4', 'descr2': 1, 'fortran_order': False, 'shape': (6,)}",
                "{'descr': '<i4', 'fortran_order': False, 'shape': (-6,)}",
                "{'descr': '<i4', 'fortran_order': False, 'shape': (7,)}",
                "{'descr': '<i4', 'fortran_order': False, 'shape': (4611686018427387904, 4)}",
                "{'descr': '<i4', 'fortran_order': False, 'shape': (999999999999999999, 999999999999999999)}",
                "{'descr': '|O', 'fortran_order': False, 'shape': (1,)}",
                "{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (1,)}",
                "{'descr': '<i3', 'fortran_order': False, 'shape': (1,)}",
                "__import__('os').system('true')",
                ""
            })
    void an_array_with_another_header_is_refused(String header) {
        assertThatThrownBy(() -> open(WeightsBytes.npyOf(header, SIX))).isInstanceOf(WeightsRefused.class);
    }

    @Test
    void parameters_of_flower_are_refused_with_the_lines_that_save_their_arrays() {
        byte[] pickle = "\u0080\u0003cflwr.common.typing\nParameters\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> open(WeightsBytes.npy("'|O'", "False", "()", pickle)))
                .isInstanceOf(WeightsRefused.class)
                .hasMessageContaining("Parameters of Flower")
                .hasMessageEndingWith("np.savez(PATH, *flwr.common.parameters_to_ndarrays(parameters)).");
        assertThatThrownBy(() -> open(WeightsBytes.npy("'|O'", "False", "()", SIX)))
                .hasMessageContaining("an array of Python objects");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,12]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[7],\"data_offsets\":[0,28]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F33\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"more\":1}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807,4],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[18446744073709551618],\"data_offsets\":[0,8]}}",
                "{\"a\":[]}",
                "{} {}",
                "{}",
                "{"
            })
    void safetensors_with_another_header_are_refused(String header) {
        assertThatThrownBy(() -> open(WeightsBytes.safetensors(header + "  ", SIX)))
                .isInstanceOf(WeightsRefused.class);
    }

    @Test
    void the_largest_group_that_is_not_of_an_optimizer_is_the_main_one() throws Exception {
        String two = "ctorch._utils\n_rebuild_tensor_v2\n((X\u0007\u0000\u0000\u0000storagectorch\nFloatStorage\n"
                + "X\u0001\u0000\u0000\u00000X\u0003\u0000\u0000\u0000cpuK\u0006tQ"
                + "K\u0000K\u0002\u0085K\u0001\u0085\u0089NtR";
        String six = two.replace("K\u0002\u0085", "K\u0006\u0085");
        String content = "}(X\u0005\u0000\u0000\u0000state}X\u0007\u0000\u0000\u0000exp_avg" + six + "s"
                + "X\u0003\u0000\u0000\u0000net}X\u0001\u0000\u0000\u0000w" + two + "su.";
        try (WeightsFile weights = open(WeightsBytes.torch(content, SIX))) {
            assertThat(weights.groups()).extracting(WeightGroup::path).containsExactly("state", "net");
            assertThat(weights.tensors()).extracting(WeightTensor::name).containsExactly("w");
        }
    }

    @Test
    void a_missing_file_and_a_folder_are_reported() {
        assertThatThrownBy(() -> WeightsFile.open(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> WeightsFile.open(folder))
                .isInstanceOf(WeightsRefused.class)
                .hasMessageContaining("not a regular file");
    }

    private WeightsFile open(byte[] content) throws IOException, WeightsRefused {
        return WeightsFile.open(Files.write(Files.createTempFile(folder, "weights", ".pth"), content));
    }

    private static int[] ints(WeightsFile weights, WeightTensor tensor) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) tensor.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        weights.read(tensor, bytes);
        int[] values = new int[(int) tensor.elements()];
        bytes.flip().asIntBuffer().get(values);
        return values;
    }
}
