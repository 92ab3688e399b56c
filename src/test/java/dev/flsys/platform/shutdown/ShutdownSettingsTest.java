package dev.flsys.platform.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.settings.Settings;
import dev.flsys.settings.SettingsReport;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShutdownSettingsTest {

    private final SettingsReport report = new SettingsReport();

    private ShutdownSettings read(Map<String, String> written) {
        return new ShutdownSettings(Settings.of(written, report));
    }

    @Test
    void both_have_defaults() {
        assertThat(read(Map.of())).isEqualTo(new ShutdownSettings(Duration.ofSeconds(2), Duration.ofSeconds(10)));
    }

    @Test
    void both_may_be_zero() {
        assertThat(read(Map.of("SHUTDOWN_DELAY", "0", "SHUTDOWN_TIMEOUT", "0s")))
                .isEqualTo(new ShutdownSettings(Duration.ZERO, Duration.ZERO));
        assertThat(report.findings()).isEmpty();
    }

    @Test
    void a_text_that_is_not_a_time_is_reported_with_its_key() {
        read(Map.of("SHUTDOWN_DELAY", "soon", "SHUTDOWN_TIMEOUT", "-1s"));
        assertThat(report.findings())
                .extracting(SettingsReport.Wrong::key)
                .containsExactlyInAnyOrder("SHUTDOWN_DELAY", "SHUTDOWN_TIMEOUT");
    }
}
