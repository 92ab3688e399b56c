package dev.flsys.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteAccessTest {

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "::1", "[::1]", "127.3.2.1"})
    void a_service_for_this_machine_only_needs_no_token(String bound) {
        assertThat(new WriteAccess(false, false, bound).refusal()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0.0.0.0", "::", "192.0.2.7", "flsys.example.org", "localhost.example.org", "not a host"})
    void a_service_that_others_reach_needs_a_token(String bound) {
        assertThat(new WriteAccess(false, false, bound).refusal())
                .hasValueSatisfying(reason -> assertThat(reason).contains("API_TOKEN", "QUARKUS_HTTP_HOST=127.0.0.1"));
        assertThat(new WriteAccess(true, false, bound).refusal()).isEmpty();
    }

    @Test
    void behind_a_proxy_the_address_says_nothing_about_the_callers() {
        assertThat(new WriteAccess(false, true, "127.0.0.1").refusal())
                .hasValueSatisfying(reason -> assertThat(reason).contains("TRUSTED_PROXIES", "API_TOKEN"));
        assertThat(new WriteAccess(true, true, "127.0.0.1").refusal()).isEmpty();
    }
}
