package dev.flsys.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.settings.Settings;
import dev.flsys.settings.SettingsReport;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.stream.Stream;
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

    /** A request from {@code peer} with the lines of X-Forwarded-For. */
    private static HttpServerRequest request(String peer, String... forwarded) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        Stream.of(forwarded).forEach(line -> headers.add("X-Forwarded-For", line));
        return (HttpServerRequest) Proxy.newProxyInstance(
                HttpServerRequest.class.getClassLoader(),
                new Class<?>[] {HttpServerRequest.class},
                (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "headers":
                            return headers;
                        case "remoteAddress":
                            return SocketAddress.inetSocketAddress(1234, peer);
                        default:
                            throw new UnsupportedOperationException(method.getName());
                    }
                });
    }

    @ParameterizedTest
    @CsvSource({
        // The last address that is not a proxy; those before it may be forged.
        "10.0.0.1, 192.0.2.7,                               192.0.2.7",
        "10.0.0.1, '203.0.113.9, 192.0.2.7',                192.0.2.7",
        "10.0.0.1, '203.0.113.9, 192.0.2.7, 10.0.0.2',      192.0.2.7",
        "10.0.0.1, '203.0.113.9 ,192.0.2.7,10.0.0.2 ',      192.0.2.7",
        "10.0.0.1, '10.0.0.9, 10.0.0.2',                    10.0.0.9",
        "10.0.0.1, 192.0.2.7:5123,                          192.0.2.7",
        "10.0.0.1, '[2001:db8::7]:5123',                    2001:db8:0:0:0:0:0:7",
        "10.0.0.1, '[2001:db8::7]',                         2001:db8:0:0:0:0:0:7",
        "10.0.0.1, 2001:db8::7,                             2001:db8:0:0:0:0:0:7",
        // An item that is no address ends the search at the proxy that added it.
        "10.0.0.1, 'unknown',                               10.0.0.1",
        "10.0.0.1, '192.0.2.7, client.example, 10.0.0.2',   10.0.0.2",
        "10.0.0.1, '192.0.2.7, , 10.0.0.2',                 10.0.0.2",
        "10.0.0.1, '192.0.2.7,',                            10.0.0.1",
        "10.0.0.1, '',                                      10.0.0.1",
        "10.0.0.1, ':80',                                   10.0.0.1",
        // The header of another client is not read.
        "192.0.2.9, 203.0.113.9,                            192.0.2.9",
        "192.0.2.9, '203.0.113.9, 10.0.0.2',                192.0.2.9"
    })
    void a_client_behind_proxies_has_the_last_address_that_is_not_trusted(
            String peer, String forwarded, String client) {
        assertThat(read("10.0.0.0/8").clientAddress(request(peer, forwarded))).isEqualTo(client);
    }

    @Test
    void the_lines_of_several_proxies_are_one_list() {
        TrustedProxies proxies = read("10.0.0.0/8");
        assertThat(proxies.clientAddress(request("10.0.0.1", "203.0.113.9, 192.0.2.7", "10.0.0.3, 10.0.0.2")))
                .isEqualTo("192.0.2.7");
        assertThat(proxies.clientAddress(request("10.0.0.1"))).isEqualTo("10.0.0.1");
        assertThat(read("").clientAddress(request("10.0.0.1", "192.0.2.7"))).isEqualTo("10.0.0.1");
    }
}
