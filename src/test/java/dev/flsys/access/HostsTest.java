package dev.flsys.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostsTest {

    private static final SocketAddress LOOPBACK =
            SocketAddress.inetSocketAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080));

    private static Hosts hosts(String bound, String... allowed) {
        return new Hosts(
                Stream.of(allowed)
                        .map(item -> AllowedHost.parse(item).orElseThrow())
                        .toList(),
                new TrustedProxies(List.of()),
                bound,
                MachineNames.of("lab7.example.org"));
    }

    private static boolean admits(Hosts hosts, String authority) {
        return hosts.allows(Objects.requireNonNull(HostAndPort.parseAuthority(authority, -1)), LOOPBACK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8080",
                "LOCALHOST:8080",
                "localhost.",
                "localhost.:8080",
                "flsys.localhost:8080",
                "127.0.0.1",
                "127.8.9.10:8080",
                "[::1]",
                "[::1]:8080",
                "[0:0:0:0:0:0:0:1]:8080",
                "[::ffff:127.0.0.1]",
                "lab7",
                "Lab7:8080",
                "lab7.example.org",
                "lab7.local"
            })
    void the_loopback_and_the_machine_are_known(String authority) {
        Hosts hosts = hosts("0.0.0.0");
        assertThat(admits(hosts, authority)).isTrue();
        assertThat(admits(hosts, authority)).as("kept").isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "localhostevil.example",
                "notlocalhost",
                "127.0.0.1.evil.example",
                "127.0.0.1.nip.io",
                "lab7.evil.example",
                "lab8",
                "example.org",
                "10.0.0.7",
                "192.0.2.1:8080",
                "[2001:db8::1]",
                "[::]"
            })
    void all_other_hosts_are_unknown(String authority) {
        assertThat(admits(hosts("0.0.0.0"), authority)).isFalse();
    }

    @Test
    void the_bound_address_is_known() {
        assertThat(admits(hosts("0.0.0.0"), "0.0.0.0:8080")).isTrue();
        assertThat(admits(hosts("127.0.0.1"), "0.0.0.0:8080")).isFalse();
        assertThat(admits(hosts("flsys.internal"), "flsys.internal:8080")).isTrue();
        assertThat(admits(hosts("192.0.2.7"), "192.0.2.7:8080")).isTrue();
    }

    @Test
    void the_address_at_which_a_request_arrived_is_known() {
        SocketAddress pod = SocketAddress.inetSocketAddress(new InetSocketAddress("10.1.2.3", 8080));
        HostAndPort byAddress = HostAndPort.create("10.1.2.3", 8080);
        Hosts hosts = hosts("0.0.0.0");
        assertThat(hosts.allows(byAddress, pod)).isTrue();
        assertThat(hosts.allows(byAddress, LOOPBACK)).isFalse();
        assertThat(hosts.allows(HostAndPort.create("10-1-2-3.evil.example", 8080), pod))
                .isFalse();
        SocketAddress v6 = SocketAddress.inetSocketAddress(new InetSocketAddress("2001:db8::7", 8080));
        assertThat(hosts.allows(HostAndPort.create("[2001:DB8:0::7]", 8080), v6))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "lab.example.org,      lab.example.org:8443, true",
        "lab.example.org,      LAB.example.org.,     true",
        "LAB.Example.org.,     lab.example.org,      true",
        "lab.example.org,      x.lab.example.org,    false",
        "lab.example.org,      xlab.example.org,     false",
        "lab.example.org:8443, lab.example.org:8443, true",
        "lab.example.org:8443, lab.example.org:8080, false",
        "lab.example.org:8443, lab.example.org,      false",
        "lab.example.org:443,  lab.example.org,      true",
        "*.example.org,        a.example.org:1,      true",
        "*.example.org,        a.b.example.org,      true",
        "*.example.org,        example.org,          false",
        "*.example.org,        evilexample.org,      false",
        ".example.org,         example.org,          true",
        ".example.org,         a.example.org,        true",
        "192.0.2.7,            192.0.2.7:8080,       true",
        "[2001:db8::7]:8080,   [2001:db8:0::7]:8080, true",
        "2001:db8::7,          [2001:db8::7],        true",
        "my_service,           my_service:8080,      true",
        "münchen.example,      xn--mnchen-3ya.example, true",
        "*,                    anything.example:1,   true",
        "*,                    192.0.2.1,            true"
    })
    void allowed_hosts_are_exact_or_everything_below_a_name(String allowed, String authority, boolean admitted) {
        Hosts hosts = hosts("0.0.0.0", allowed);
        assertThat(admits(hosts, authority)).isEqualTo(admitted);
        assertThat(admits(hosts, authority)).as("kept").isEqualTo(admitted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://lab.example.org",
                "lab.example.org/flsys",
                "lab.example.org:",
                "lab.example.org:0",
                "lab.example.org:99999",
                "lab.example.org:+80",
                ":8080",
                "*.192.0.2.7",
                "a.*.example.org",
                "*.",
                ".",
                "[lab.example.org]",
                "lab example.org",
                "user@lab.example.org",
                "fe80::1%eth0"
            })
    void an_item_that_is_not_a_host_is_invalid(String item) {
        assertThat(AllowedHost.parse(item)).isEmpty();
    }

    @Test
    void an_allowed_port_does_not_allow_other_ports() {
        Hosts hosts = hosts("0.0.0.0", "lab.example.org:8443");
        assertThat(admits(hosts, "lab.example.org:8443")).isTrue();
        assertThat(admits(hosts, "lab.example.org:8444")).isFalse();
    }

    @Test
    void many_foreign_names_do_not_displace_those_of_the_service() {
        Hosts hosts = hosts("0.0.0.0");
        for (int i = 0; i < 2_000; i++) {
            assertThat(admits(hosts, "n" + i + ".localhost")).isTrue();
        }
        assertThat(admits(hosts, "lab7")).isTrue();
        assertThat(List.of(admits(hosts, "evil.example"))).containsExactly(false);
    }
}
