package dev.flsys.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.flsys.settings.Setting;
import dev.flsys.settings.SettingsReport;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InferenceDeviceTest {

    private final SettingsReport report = new SettingsReport();

    @Test
    void a_device_is_read_by_its_name() {
        assertThat(read("cpu").chosen()).contains(Device.cpu());
        assertThat(read("cuda:1").chosen()).contains(Device.gpu(1));
        assertThat(read("CUDA").chosen()).contains(Device.gpu(0));
        assertThat(read("auto")).isEqualTo(InferenceDevice.AUTO);
        assertThat(read("")).isEqualTo(InferenceDevice.AUTO);
        assertThat(report.findings()).isEmpty();
    }

    @Test
    void a_text_that_is_not_a_device_is_reported() {
        assertThat(read("gpu0")).isEqualTo(InferenceDevice.AUTO);
        assertThat(report.findings()).hasSize(1);
    }

    private InferenceDevice read(String text) {
        return InferenceDevice.read(Setting.of("INFERENCE_DEVICE", Optional.of(text), report));
    }
}
