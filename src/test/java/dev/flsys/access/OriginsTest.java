package dev.flsys.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.HostAndPort;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {

    private static final HostAndPort LOCAL = HostAndPort.create("localhost", 8080);

    private static final TrustedProxies NO_PROXIES = new TrustedProxies(List.of());

    private final Origins origins = new Origins(List.of("http://front.example:5173"), NO_PROXIES, false);

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080,          localhost,          8080",
        "http://LOCALHOST:8080,          localhost.,         8080",
        "https://lab.example.org,        lab.example.org,    -1",
        "https://lab.example.org,        lab.example.org,    443",
        "https://lab.example.org:8443,   LAB.example.org,    8443",
        "http://[::1]:8080,              [0:0:0:0:0:0:0:1],  8080",
        "http://127.0.0.1:8080,          localhost,          8080",
        "http://front.example:5173,      localhost,          8080"
    })
    void pages_of_the_service_and_of_the_list_may_call(String origin, String host, int port) {
        assertThat(origins.allows(origin, HostAndPort.create(host, port))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                "http://evil.example",
                "http://evil.example:8080",
                "http://localhost",
                "http://localhost:3000",
                "http://localhost.evil.example:8080",
                "http://localhost:8080.evil.example",
                "http://localhost:8080@evil.example",
                "http://localhost:8080/",
                "ftp://localhost:8080",
                "chrome-extension://localhost:8080",
                "file://",
                "http://front.example",
                "https://front.example:5173",
                "http://front.example:5173.evil.example"
            })
    void all_other_pages_may_not_call(String origin) {
        assertThat(origins.allows(origin, LOCAL)).isFalse();
    }

    @Test
    void a_caller_that_is_not_a_page_may_call() {
        assertThat(origins.allows(null, LOCAL)).isTrue();
    }

    @Test
    void a_page_of_another_host_at_the_same_address_may_not_call() {
        assertThat(origins.allows("https://other.example.org", HostAndPort.create("lab.example.org", 443)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:5173", "https://localhost", "http://127.0.0.1:3000", "http://[::1]:4321"})
    void pages_of_this_machine_may_call_while_the_service_is_developed(String origin) {
        assertThat(new Origins(List.of(), NO_PROXIES, true).allows(origin, LOCAL))
                .isTrue();
        assertThat(new Origins(List.of(), NO_PROXIES, false).allows(origin, LOCAL))
                .isFalse();
        assertThat(new Origins(List.of(), NO_PROXIES, true).allows("http://localhost.evil.example:5173", LOCAL))
                .isFalse();
    }
}
