package dev.flsys.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallTimeoutTest {

    @ParameterizedTest
    @CsvSource({
        "2H, 7200000",
        "3M, 180000",
        "4S, 4000",
        "5m, 5",
        "1u, 1",
        "1001u, 2",
        "1n, 1",
        "0n, 0",
        "99999999H, 359999996400000"
    })
    void a_timeout_is_rounded_up_to_milliseconds(String header, long expected) {
        assertThat(CallTimeout.parseMilliseconds(header)).hasValue(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "S", "-1S", "123456789S", "1 S", "1s", "1.5S"})
    void another_form_is_refused(String header) {
        assertThatThrownBy(() -> CallTimeout.parseMilliseconds(header)).isInstanceOf(GrpcProblem.class);
    }

    @Test
    void no_header_is_no_limit() {
        assertThat(CallTimeout.parseMilliseconds(null)).isEmpty();
    }
}
