package dev.flsys.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.simulation.log.SimulationProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryFlagTest {

    @Test
    void no_value_is_false() {
        assertThat(SimulationsResource.flag("details", "true")).isTrue();
        assertThat(SimulationsResource.flag("details", "false")).isFalse();
        assertThat(SimulationsResource.flag("details", "")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "yes", "True", "true,false", " true", "all"})
    void another_value_is_refused_with_those_that_are_allowed(String value) {
        assertThatThrownBy(() -> SimulationsResource.flag("details", value))
                .isInstanceOf(SimulationProblem.class)
                .hasMessageContaining("'details' is true or false.");
    }
}
