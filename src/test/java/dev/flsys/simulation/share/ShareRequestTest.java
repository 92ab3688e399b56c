package dev.flsys.simulation.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShareRequestTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static ShareRequest read(String body) throws JsonProcessingException {
        return ShareRequest.read(JSON.readTree(body));
    }

    @Test
    void members_that_are_left_out_have_their_usual_values() throws JsonProcessingException {
        ShareRequest usual = new ShareRequest(Duration.ofDays(30), null, false);
        assertThat(ShareRequest.read(null)).isEqualTo(usual);
        assertThat(read("{}")).isEqualTo(usual);
        assertThat(read("{\"expires_in\":null,\"note\":null,\"archive\":null}")).isEqualTo(usual);
        assertThat(read("{\"note\":\"  \"}")).isEqualTo(usual);
        assertThat(read("{\"expires_in\":60,\"note\":\" für Ada \",\"archive\":true}"))
                .isEqualTo(new ShareRequest(Duration.ofMinutes(1), "für Ada", true));
        assertThat(read("{\"note\":\"" + "𝕏".repeat(200) + "\"}").note()).hasSize(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "\"x\"",
                "{\"expires\":60}",
                "{\"expires_in\":59}",
                "{\"expires_in\":31536001}",
                "{\"expires_in\":-1}",
                "{\"expires_in\":60.5}",
                "{\"expires_in\":\"60\"}",
                "{\"expires_in\":99999999999999999999}",
                "{\"note\":1}",
                "{\"note\":\"a\\u0000b\"}",
                "{\"note\":\"a\\nb\"}",
                "{\"note\":\"\\ud800\"}",
                "{\"archive\":1}",
                "{\"archive\":\"true\"}"
            })
    void other_values_are_refused(String body) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOfSatisfying(ShareProblem.class, problem -> assertThat(problem.status())
                        .isEqualTo(400));
    }

    @Test
    void a_long_note_is_refused() {
        assertThatThrownBy(() -> read("{\"note\":\"" + "x".repeat(201) + "\"}")).isInstanceOf(ShareProblem.class);
    }
}
