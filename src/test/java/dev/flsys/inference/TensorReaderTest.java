package dev.flsys.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.inference.pool.InferenceProblem;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorReaderTest {

    private final TensorReader reader = new TensorReader(3);

    @Test
    void rows_become_one_array_of_32_bit_numbers() {
        Tensor tensor = read(" {\"inputs\": [[1, -2.5, 1e-3], [0.1, 3e38, -0.0]]} ");
        assertThat(tensor.rows()).isEqualTo(2);
        assertThat(tensor.values()).containsExactly(1f, -2.5f, 1e-3f, 0.1f, 3e38f, -0.0f);
    }

    @Test
    void other_members_are_ignored_and_the_last_inputs_count() {
        Tensor tensor =
                read("{\"a\":{\"inputs\":[[9]]},\"inputs\":[[1,1,1]],\"b\":[[[]]],\"inputs\":[[4,5,6]],\"c\":null}");
        assertThat(tensor.values()).containsExactly(4f, 5f, 6f);
    }

    @Test
    void the_most_rows_are_read_and_one_more_is_413() {
        String rows = "[1,2,3],".repeat(TensorReader.MAX_ROWS - 1) + "[1,2,4]";
        Tensor tensor = read("{\"inputs\":[" + rows + "]}");
        assertThat(tensor.rows()).isEqualTo(TensorReader.MAX_ROWS);
        assertThat(tensor.values()).hasSize(3 * TensorReader.MAX_ROWS).endsWith(1f, 2f, 4f);
        assertThatThrownBy(() -> read("{\"inputs\":[" + rows + ",[1,2,3]]}"))
                .isInstanceOfSatisfying(
                        InferenceProblem.class, bad -> assertThat(bad.status()).isEqualTo(413));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"inputs\":[[1,2]]} | inputs[0] has 2 numbers",
                "{\"inputs\":[[1,2,3],[1,2,3,4]]} | inputs[1] has more than 3 numbers",
                "{\"inputs\":[[1,2,3],[1]]} | inputs[1] has 1 numbers",
                "{\"inputs\":[[1,\"2\",3]]} | inputs[0][1] is not a number",
                "{\"inputs\":[[1,2,null]]} | inputs[0][2] is not a number",
                "{\"inputs\":[[true,2,3]]} | inputs[0][0] is not a number",
                "{\"inputs\":[[[1],2,3]]} | inputs[0][0] is not a number",
                "{\"inputs\":[[1,2,1e400]]} | inputs[0][2] is too large",
                "{\"inputs\":[[1,2,-3.5e38]]} | inputs[0][2] is too large",
                "{\"inputs\":[1,2,3]} | inputs[0] is not a list",
                "{\"inputs\":[]} | inputs is empty",
                "{\"inputs\":[[]]} | inputs[0] has 0 numbers",
                "{\"inputs\":null} | inputs is not a list",
                "{\"inputs\":{\"a\":1}} | inputs is not a list",
                "{\"input\":[[1,2,3]]} | inputs is missing",
                "{} | inputs is missing",
                "[[1,2,3]] | not a JSON object",
                "null | not a JSON object",
                "{\"inputs\":[[1,2,3]]}{} | Something follows",
            })
    void an_invalid_input_is_named_by_its_place(String body, String reason) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOfSatisfying(
                        InferenceProblem.class, bad -> assertThat(bad.status()).isEqualTo(400))
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"inputs\":[[1,2,NaN]]}",
                "{\"inputs\":[[1,2,Infinity]]}",
                "{\"inputs\":[[1,2,3]",
                "{\"inputs\":[[1,2,",
                "{\"inputs\":[[1 2 3]]}",
                "{\"inputs\":[[01,2,3]]}",
                "inputs=1",
                "\u0000\u0001\u0002",
            })
    void invalid_json_is_400(String body) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOfSatisfying(
                        InferenceProblem.class, bad -> assertThat(bad.status()).isEqualTo(400));
    }

    @Test
    void ten_thousand_brackets_are_400_wherever_they_are() {
        String deep = "[".repeat(10_000) + "]".repeat(10_000);
        assertThatThrownBy(() -> read("{\"inputs\":" + deep + "}")).isInstanceOf(InferenceProblem.class);
        assertThatThrownBy(() -> read("{\"other\":" + deep + ",\"inputs\":[[1,2,3]]}"))
                .isInstanceOf(InferenceProblem.class);
        assertThatThrownBy(() -> read(deep)).isInstanceOf(InferenceProblem.class);
    }

    private Tensor read(String body) {
        return reader.read(body.getBytes(StandardCharsets.UTF_8));
    }
}
