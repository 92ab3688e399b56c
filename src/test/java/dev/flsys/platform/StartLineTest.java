package dev.flsys.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartLineTest {

    @ParameterizedTest
    @CsvSource({
        "http,127.0.0.1,8080,http://127.0.0.1:8080/console/",
        "http,0.0.0.0,49152,http://localhost:49152/console/ (bound to 0.0.0.0)",
        "https,::,8443,https://localhost:8443/console/ (bound to ::)",
        "http,fe80::1,80,http://[fe80::1]:80/console/"
    })
    void a_browser_can_open_the_address_of_the_console(String scheme, String host, int port, String address) {
        assertThat(StartLine.console(scheme, host, port)).isEqualTo(address);
    }
}
