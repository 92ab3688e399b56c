package dev.flsys.engine;

import ai.djl.Device;
import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Setting;
import dev.flsys.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The device that models run on.
 *
 * @param chosen the device of INFERENCE_DEVICE; empty for {@code auto}, which means a GPU if the engine has one
 */
@Singleton
public record InferenceDevice(Optional<Device> chosen) implements CheckedSettings {

    /** A GPU if the engine has one. */
    public static final InferenceDevice AUTO = new InferenceDevice(Optional.empty());

    private static final Pattern CUDA = Pattern.compile("cuda(:\\d{1,3})?");

    @Inject
    InferenceDevice(Settings settings) {
        this(device(settings.get("INFERENCE_DEVICE")));
    }

    private static Optional<Device> device(Setting setting) {
        String text = setting.text().orElse("auto").toLowerCase(Locale.ROOT);
        if (CUDA.matcher(text).matches()) {
            int number = text.indexOf(':') < 0 ? 0 : Integer.parseInt(text.substring(text.indexOf(':') + 1));
            return Optional.of(Device.gpu(number));
        }
        if (text.equals("cpu")) {
            return Optional.of(Device.cpu());
        }
        if (!text.equals("auto")) {
            setting.reportWrong("It is not a device.", "auto, cpu, or cuda:0 for the first GPU");
        }
        return Optional.empty();
    }
}
