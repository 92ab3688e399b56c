package dev.flsys.platform.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.settings.SettingsReport;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShutdownSettingsTest {

    private final SettingsReport report = new SettingsReport();

    private ShutdownSettings read(@Nullable String delay, @Nullable String timeout) {
        return ShutdownSettings.read(
                new ShutdownConfig() {
                    @Override
                    public Optional<String> delay() {
                        return Optional.ofNullable(delay);
                    }

                    @Override
                    public Optional<String> timeout() {
                        return Optional.ofNullable(timeout);
                    }
                },
                report);
    }

    @Test
    void both_have_defaults() {
        assertThat(read(null, null)).isEqualTo(new ShutdownSettings(Duration.ofSeconds(2), Duration.ofSeconds(10)));
    }

    @Test
    void both_may_be_nothing() {
        assertThat(read("0", "0s")).isEqualTo(new ShutdownSettings(Duration.ZERO, Duration.ZERO));
        assertThat(report.findings()).isEmpty();
    }

    @Test
    void what_is_no_time_is_told_with_its_key() {
        read("soon", "-1s");
        assertThat(report.findings())
                .extracting(SettingsReport.Wrong::key)
                .containsExactlyInAnyOrder("SHUTDOWN_DELAY", "SHUTDOWN_TIMEOUT");
    }
}
