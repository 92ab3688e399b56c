package dev.flsys.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTest {

    private final SettingsReport report = new SettingsReport();

    private Setting setting(String written) {
        return new Setting("SOME_KEY", Optional.of(written), false, report);
    }

    @ParameterizedTest
    @CsvSource({"5,5000", "0.5s,500", "500ms,500", "2m,120000", "1h,3600000"})
    void times_are_read_with_and_without_units(String written, long milliseconds) {
        assertThat(setting(written).duration(Duration.ZERO)).isEqualTo(Duration.ofMillis(milliseconds));
        assertThat(report.message()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1s", "five", "5 days", "1e3"})
    void a_text_that_is_not_a_time_is_reported(String written) {
        assertThat(setting(written).duration(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(3));
        assertThat(report.message()).contains("SOME_KEY = " + written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "4097", "1.5", "abc", "99999999999999"})
    void a_number_out_of_its_range_is_reported_with_the_range(String written) {
        setting(written).integer(32, 1, 4096);
        assertThat(report.message()).contains("SOME_KEY = " + written, "from 1 to 4096");
    }

    @Test
    void blank_text_counts_as_not_set() {
        assertThat(setting("   ").integer(7, 1, 9)).isEqualTo(7);
        setting("   ").required("write something");
        assertThat(report.message()).contains("SOME_KEY is not set", "-> write something");
    }

    @Test
    void a_secret_is_never_shown() {
        Settings.of(Map.of("API_TOKEN", "hunter2"), report)
                .get(Secret.API_TOKEN)
                .reportWrong("It is known.", "another one");
        assertThat(report.message()).doesNotContain("hunter2").contains("API_TOKEN = (hidden)");
    }

    @Test
    void an_empty_item_of_a_list_is_reported() {
        setting("a,,b").list("no empty ones");
        assertThat(report.findings()).hasSize(1);
    }

    @Test
    void all_faults_are_reported_in_one_message() {
        Settings settings = Settings.of(Map.of("B_KEY", "x"), report);
        settings.get("B_KEY").integer(1, 1, 2);
        settings.get("A_KEY").required("a");
        assertThat(report.message()).contains("2 settings are wrong").containsSubsequence("A_KEY", "B_KEY");
    }
}
