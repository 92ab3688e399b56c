package dev.flsys.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.settings.Settings;
import dev.flsys.settings.SettingsReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FLASK_SECRET_KEY. */
class SecretKeyTest {

    private final SettingsReport report = new SettingsReport();

    private void read(String key) {
        new AccessSettings(Settings.of(Map.of("FLASK_SECRET_KEY", key), report));
    }

    @Test
    void the_value_of_the_example_is_refused_with_a_command_that_makes_a_key() throws IOException {
        Matcher example =
                Pattern.compile("(?m)^FLASK_SECRET_KEY=(.+)$").matcher(Files.readString(Path.of(".env.example")));
        assertThat(example.find()).isTrue();
        read(example.group(1));
        assertThat(report.message())
                .contains("FLASK_SECRET_KEY = (hidden)", ".env.example", "openssl rand -hex 32", "python3 -c")
                .doesNotContain(example.group(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"changeme", "Change-Me", "CHANGE_ME_NOW", "change me"})
    void other_spellings_of_it_are_refused(String key) {
        read(key);
        assertThat(report.findings()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "a8f5f167f44f4964e6c998dee827110c", "changemental-is-a-long-key"})
    void any_other_key_is_accepted(String key) {
        read(key);
        assertThat(report.findings()).isEmpty();
    }
}
