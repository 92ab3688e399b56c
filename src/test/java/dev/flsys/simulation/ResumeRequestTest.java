package dev.flsys.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.simulation.log.SimulationProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeRequestTest {

    private static ResumeRequest read(String body) throws JsonProcessingException {
        return ResumeRequest.read(new ObjectMapper().readTree(body));
    }

    @Test
    void a_request_has_the_rounds_and_may_have_the_checkpoint() throws JsonProcessingException {
        assertThat(read("{\"rounds\":10}")).isEqualTo(new ResumeRequest(10, null));
        assertThat(read("{\"rounds\":1000000,\"from_round\":3}")).isEqualTo(new ResumeRequest(1_000_000, 3));
        assertThat(read("{\"rounds\":1,\"from_round\":null}")).isEqualTo(new ResumeRequest(1, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{\"rounds\":0}",
                "{\"rounds\":-1}",
                "{\"rounds\":1000001}",
                "{\"rounds\":9999999999}",
                "{\"rounds\":1.5}",
                "{\"rounds\":\"3\"}",
                "{\"rounds\":3,\"from_round\":0}",
                "{\"rounds\":3,\"from_round\":\"2\"}",
                "{\"rounds\":3,\"from\":2}"
            })
    void a_wrong_request_is_refused(String body) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOfSatisfying(SimulationProblem.class, wrong -> assertThat(wrong.status())
                        .isEqualTo(400));
    }
}
