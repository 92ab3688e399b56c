package dev.flsys.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.settings.Settings;
import dev.flsys.settings.SettingsReport;
import io.vertx.core.net.SocketAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {

    private final SettingsReport report = new SettingsReport();

    private TrustedProxies read(String setting) {
        return new AccessSettings(
                        Settings.of(Map.of("FLASK_SECRET_KEY", "0123456789abcdef", "TRUSTED_PROXIES", setting), report))
                .proxies();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7,        192.0.2.7,       true",
        "192.0.2.7,        192.0.2.8,       false",
        "10.0.0.0/8,       10.255.3.1,      true",
        "10.0.0.0/8,       11.0.0.1,        false",
        "192.0.2.128/25,   192.0.2.127,     false",
        "192.0.2.128/25,   192.0.2.129,     true",
        "0.0.0.0/0,        203.0.113.1,     true",
        "0.0.0.0/0,        2001:db8::1,     false",
        "2001:db8::/33,    2001:db8:7fff::, true",
        "2001:db8::/33,    2001:db8:8000::, false",
        "::1,              ::1,             true",
        "'1.2.3.4, ::1',   1.2.3.4,         true"
    })
    void the_addresses_of_a_network_are_trusted(String setting, String peer, boolean trusted) {
        assertThat(read(setting).contain(SocketAddress.inetSocketAddress(1234, peer)))
                .isEqualTo(trusted);
        assertThat(report.findings()).isEmpty();
    }

    @Test
    void nobody_is_trusted_without_the_setting() {
        assertThat(read("").contain(SocketAddress.inetSocketAddress(1234, "127.0.0.1")))
                .isFalse();
        assertThat(read("127.0.0.1").contain(null)).isFalse();
        assertThat(read("127.0.0.1").contain(SocketAddress.domainSocketAddress("/x")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "proxy.example.org",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "10.0.0/8",
                "*",
                "::/129",
                "1.2.3.4:80"
            })
    void an_item_that_is_no_address_is_reported(String setting) {
        read(setting);
        assertThat(report.message()).contains("TRUSTED_PROXIES").contains(setting);
    }
}
