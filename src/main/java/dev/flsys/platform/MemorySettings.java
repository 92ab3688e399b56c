package dev.flsys.platform;

import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Setting;
import dev.flsys.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The settings of the memory of the service, checked.
 *
 * @param limited whether the process has a limit
 * @param most the limit in bytes; empty for one that fits the machine
 */
@Singleton
public record MemorySettings(boolean limited, OptionalLong most) implements CheckedSettings {

    private static final String OFF = "off";
    private static final long SMALLEST = 256L << 20;

    @Inject
    MemorySettings(Settings settings) {
        this(settings.get("SERVICE_MEMORY_MAX"));
    }

    private MemorySettings(Setting written) {
        this(!written.text().equals(Optional.of(OFF)), most(written));
    }

    private static OptionalLong most(Setting written) {
        Optional<String> text = written.text();
        return text.isEmpty() || text.get().equals(OFF)
                ? OptionalLong.empty()
                : OptionalLong.of(written.bytes(SMALLEST, SMALLEST));
    }
}
