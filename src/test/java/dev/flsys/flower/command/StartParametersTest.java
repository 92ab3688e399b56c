package dev.flsys.flower.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartParametersTest {

    @Test
    void a_key_of_pyproject_toml_with_dashes_is_refused_with_the_name_to_write() {
        assertThatThrownBy(() -> read("num-server-rounds"))
                .isInstanceOf(ParametersInvalid.class)
                .hasMessageEndingWith("at most 64. Write num_server_rounds.");
        assertThatThrownBy(() -> read("a b")).hasMessageEndingWith("at most 64.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "\ud800", "a\udc00b", "\ud83d"})
    void a_text_that_no_program_can_receive_is_refused(String text) {
        assertThatThrownBy(() -> StartParameters.read(
                        JsonNodeFactory.instance.objectNode().put("name", text)))
                .isInstanceOf(ParametersInvalid.class)
                .hasMessageStartingWith("The value of name holds");
    }

    @Test
    void a_text_with_characters_of_all_planes_is_unchanged() {
        StartParameters read =
                StartParameters.read(JsonNodeFactory.instance.objectNode().put("name", "模型 \ud83d\ude00"));
        assertThat(read.values().get("name")).containsExactly(new StartParameters.Value("模型 \ud83d\ude00", true));
    }

    private static StartParameters read(String name) {
        return StartParameters.read(JsonNodeFactory.instance.objectNode().put(name, 3));
    }
}
