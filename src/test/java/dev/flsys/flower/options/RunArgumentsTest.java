package dev.flsys.flower.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.StartParameters;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunArgumentsTest {

    private static final OptionSpelling OPTIONS = new OptionSpelling(
            Map.of("rounds", false, "min-clients", false, "fraction_fit", false, "lr", true, "seed", false));

    private static StartParameters parameters(String json) throws JsonProcessingException {
        return StartParameters.read(new ObjectMapper().readTree(json));
    }

    @Test
    void names_follow_the_spelling_of_the_script() throws Exception {
        assertThat(RunArguments.toArguments(
                        parameters("{\"rounds\":10,\"min_clients\":2,\"fraction_fit\":0.8,\"other_name\":\"x\"}"),
                        OPTIONS))
                .containsExactly("--rounds", "10", "--min-clients", "2", "--fraction_fit", "0.8", "--other_name", "x");
    }

    @Test
    void names_stay_unchanged_if_the_spelling_is_unknown() throws Exception {
        assertThat(RunArguments.toArguments(parameters("{\"min_clients\":2}"), OptionSpelling.UNKNOWN))
                .containsExactly("--min_clients", "2");
    }

    @Test
    void a_list_repeats_the_value_or_the_option_as_the_script_needs() throws Exception {
        assertThat(RunArguments.toArguments(parameters("{\"lr\":[0.1,0.2],\"seed\":[1,2],\"rounds\":[]}"), OPTIONS))
                .containsExactly("--lr", "0.1", "0.2", "--seed", "1", "--seed", "2");
    }

    @Test
    void true_is_a_bare_flag_false_a_text_and_null_is_left_out() throws Exception {
        assertThat(RunArguments.toArguments(parameters("{\"fast\":true,\"slow\":false,\"none\":null}"), OPTIONS))
                .containsExactly("--fast", "--slow", "false");
    }

    @ParameterizedTest
    @CsvSource({"0.0001,0.0001", "1e-7,0.00000010", "-3,-3", "1e300,1E+300", "12345678901234567890,12345678901234567890"
    })
    void numbers_stay_readable(String json, String argument) throws Exception {
        assertThat(RunArguments.toArguments(parameters("{\"x\":" + json + "}"), OPTIONS)
                        .get(1))
                .satisfies(text -> assertThat(Double.parseDouble(text)).isEqualTo(Double.parseDouble(argument)));
    }

    @ParameterizedTest
    @CsvSource({"1e308", "1.5e-30", "-2.5e100", "0.05", "7"})
    void numbers_arrive_as_they_were_sent(String number) throws Exception {
        assertThat(RunArguments.toArguments(parameters("{\"x\":" + number + "}"), OPTIONS))
                .last()
                .satisfies(text -> assertThat(text).endsWith(number));
    }

    @Test
    void hostile_values_are_one_argument_each() throws Exception {
        assertThat(RunArguments.toArguments(
                        parameters("{\"x\":\"5; rm -rf x\",\"y\":\"--help\",\"z\":\"$(id)\"}"), OPTIONS))
                .containsExactly("--x", "5; rm -rf x", "--y=--help", "--z", "$(id)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "5",
                "\"x\"",
                "{\"a-b\":1}",
                "{\"\":1}",
                "{\"a b\":1}",
                "{\"--x\":1}",
                "{\"help\":true}",
                "{\"x\":{}}",
                "{\"x\":[{}]}",
                "{\"x\":[true]}",
                "{\"x\":1e999}",
                "{\"x\":\"a\\u0000b\"}"
            })
    void other_values_are_refused(String json) {
        assertThatThrownBy(() -> parameters(json)).isInstanceOf(ParametersInvalid.class);
    }
}
