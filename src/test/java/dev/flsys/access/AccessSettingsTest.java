package dev.flsys.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.settings.Settings;
import dev.flsys.settings.SettingsReport;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccessSettingsTest {

    private final SettingsReport report = new SettingsReport();

    private AccessSettings read(String allowedHosts) {
        return new AccessSettings(
                Settings.of(Map.of("FLASK_SECRET_KEY", "0123456789abcdef", "ALLOWED_HOSTS", allowedHosts), report));
    }

    @Test
    void allowed_hosts_are_read() {
        assertThat(read("lab.example.org, *.example.net ,[2001:db8::7]:8080").allowedHosts())
                .hasSize(3);
        assertThat(report.findings()).isEmpty();
    }

    @Test
    void an_address_with_a_scheme_is_reported_with_what_to_write() {
        read("https://lab.example.org");
        assertThat(report.message())
                .contains("ALLOWED_HOSTS")
                .contains("https://lab.example.org")
                .contains("no scheme");
    }

    @Test
    void an_empty_item_is_reported_once() {
        read("lab.example.org,,");
        assertThat(report.findings()).hasSize(1);
    }
}
