package dev.flsys.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pickles are written by hand from the instructions of Python's Lib/pickletools.py. */
class PickledDataTest {

    private static final String PROTO = "8002";

    @Test
    void plain_values_become_those_of_java() throws WeightsRefused {
        // {'a': [1, 2.5, True, None], 2: (-1,)}
        Object value =
                read(PROTO + "7d28" + text("a") + "5d284b01474004000000000000884e65" + "4b024affffffff8575" + "2e");

        assertThat(value).isEqualTo(Map.of("a", Arrays.asList(1L, 2.5, true, null), "2", List.of(-1L)));
    }

    @Test
    void an_object_of_a_class_is_the_map_of_its_attributes() throws WeightsRefused {
        // an object of app.History with the state {'losses': [(1, 0.5)]}
        Object value = read(PROTO + global("app", "History") + "2981" + "7d" + text("losses")
                + "5d4b01473fe0000000000000" + "8661" + "73" + "62" + "2e");

        assertThat(value).isEqualTo(Map.of("losses", List.of(List.of(1L, 0.5))));
    }

    @Test
    void a_call_of_an_unknown_function_is_not_made_and_gives_null() throws WeightsRefused {
        // [os.system('touch x'), 1]
        Object value = read(PROTO + "5d28" + global("os", "system") + text("touch x") + "8552" + "4b0165" + "2e");

        assertThat(value).isEqualTo(Arrays.asList(null, 1L));
    }

    @Test
    void numbers_and_arrays_of_numpy_are_numbers_and_lists() throws WeightsRefused {
        String dtype = global("numpy", "dtype") + text("f8") + "89888752";
        String scalar = global("numpy.core.multiarray", "scalar") + dtype + "4308000000000000e03f" + "8652";
        assertThat(read(PROTO + scalar + "2e")).isEqualTo(0.5);
        String half = global("numpy", "dtype") + text("f2") + "89888752";
        assertThat(read(PROTO + global("numpy.core.multiarray", "scalar") + half + "4302662e" + "8652" + "2e"))
                .isEqualTo(0.1);

        // The state is (1, (2,), dtype, False, bytes).
        Object array = read(PROTO + global("numpy.core.multiarray", "_reconstruct") + global("numpy", "ndarray")
                + "4b0085430162" + "8752" + "284b014b0285" + dtype + "89" + "4310000000000000e03f000000000000f03f"
                + "7462"
                + "2e");
        assertThat(array).isEqualTo(List.of(0.5, 1.0));
    }

    @Test
    void an_array_of_one_object_is_that_object() throws WeightsRefused {
        // numpy.array({'a': 1}, dtype=object), which has no dimension
        String dtype = global("numpy", "dtype") + text("O8") + "89888752";
        Object value = read(
                PROTO + global("numpy.core.multiarray", "_reconstruct") + global("numpy", "ndarray") + "4b0085430162"
                        + "8752" + "284b0129" + dtype + "89" + "5d7d" + text("a") + "4b017361" + "7462" + "2e");

        assertThat(value).isEqualTo(Map.of("a", 1L));
    }

    @Test
    void a_list_in_itself_is_null_there() throws WeightsRefused {
        assertThat(read(PROTO + "5d71006800612e")).isEqualTo(Arrays.asList((Object) null));
    }

    @Test
    void a_value_that_occurs_again_and_again_counts_each_time() {
        StringBuilder lists = new StringBuilder(PROTO + "5d7100");
        for (int i = 0; i < 40; i++) {
            // [before, before]
            lists.append("5d286800680065" + "7100");
        }

        assertThatThrownBy(() -> read(lists + "2e"))
                .isInstanceOf(WeightsRefused.class)
                .hasMessageContaining("1000 values");
    }

    @Test
    void a_deep_pickle_is_refused() {
        String deep = PROTO + "5d".repeat(200) + "61".repeat(199) + "2e";

        assertThatThrownBy(() -> read(deep)).isInstanceOf(WeightsRefused.class).hasMessageContaining("nested");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "80", "1f8b0800", "28647030", "8002", "80025d", "8002ff2e"})
    void an_incomplete_or_foreign_pickle_is_refused(String hex) {
        assertThatThrownBy(() -> read(hex)).isInstanceOf(WeightsRefused.class);
    }

    private static @Nullable Object read(String hex) throws WeightsRefused {
        return PickledData.read(HexFormat.of().parseHex(hex), 1000);
    }

    private static String text(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write('X');
        out.write(text.length());
        out.writeBytes(new byte[3]);
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(out.toByteArray());
    }

    private static String global(String module, String name) {
        return HexFormat.of().formatHex(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}
