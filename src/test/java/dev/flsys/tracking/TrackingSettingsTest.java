package dev.flsys.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.settings.Settings;
import dev.flsys.settings.SettingsReport;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrackingSettingsTest {

    private final SettingsReport report = new SettingsReport();

    private TrackingSettings read(Map<String, String> written) {
        return new TrackingSettings(Settings.of(written, report));
    }

    @Test
    void nothing_is_exported_without_settings() {
        TrackingSettings settings = read(Map.of());

        assertThat(settings.tensorboard()).isEmpty();
        assertThat(settings.mlflow()).isEmpty();
        assertThat(settings.experiment()).isEqualTo("flsys");
        assertThat(settings.credentials().header()).isEmpty();
    }

    @Test
    void the_settings_are_read_and_the_secrets_are_not_shown() {
        TrackingSettings settings = read(Map.of(
                "EXPORT_TENSORBOARD_DIR", "boards",
                "EXPORT_MLFLOW_URI", "https://host/path",
                "EXPORT_MLFLOW_EXPERIMENT", "digits",
                "MLFLOW_TRACKING_TOKEN", "very-secret"));

        assertThat(settings.tensorboard()).contains(Path.of("boards"));
        assertThat(settings.mlflow()).contains(URI.create("https://host/path"));
        assertThat(settings.experiment()).isEqualTo("digits");
        assertThat(settings.credentials().header()).contains("Bearer very-secret");
        assertThat(settings.toString()).doesNotContain("very-secret");
        assertThat(report.findings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost:5000", "file:///mlruns", "http://user:password@host", "http://host/?a=b", "http://"})
    void an_address_that_is_none_of_a_tracking_server_is_reported(String address) {
        assertThat(read(Map.of("EXPORT_MLFLOW_URI", address)).mlflow()).isEmpty();

        assertThat(report.findings()).hasSize(1);
    }

    @Test
    void a_token_that_cannot_be_in_a_header_is_reported_without_its_value() {
        assertThat(read(Map.of("MLFLOW_TRACKING_TOKEN", "a\nsecret"))
                        .credentials()
                        .header())
                .isEmpty();

        assertThat(report.findings()).hasSize(1);
        assertThat(report.findings().toString()).doesNotContain("secret");
    }
}
