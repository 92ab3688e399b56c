package dev.flsys.flower.command;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;

class StartParametersTest {

    @Test
    void a_key_of_pyproject_toml_with_dashes_is_refused_with_the_name_to_write() {
        assertThatThrownBy(() -> read("num-server-rounds"))
                .isInstanceOf(ParametersInvalid.class)
                .hasMessageEndingWith("at most 64. Write num_server_rounds.");
        assertThatThrownBy(() -> read("a b")).hasMessageEndingWith("at most 64.");
    }

    private static StartParameters read(String name) {
        return StartParameters.read(JsonNodeFactory.instance.objectNode().put(name, 3));
    }
}
