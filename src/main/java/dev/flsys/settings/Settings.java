package dev.flsys.settings;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;

/**
 * The settings as the user wrote them, by the keys of {@code .env.example}. Quarkus looks up a key in the system
 * properties, the environment, {@code .env} and {@code application.properties}.
 */
@Singleton
public final class Settings {

    private final Function<String, Optional<String>> written;
    private final SettingsReport report;

    @Inject
    Settings(Config config, SettingsReport report) {
        this(key -> config.getOptionalValue(key, String.class), report);
    }

    private Settings(Function<String, Optional<String>> written, SettingsReport report) {
        this.written = written;
        this.report = report;
    }

    /** The settings {@code written}, without Quarkus. */
    public static Settings of(Map<String, String> written, SettingsReport report) {
        return new Settings(key -> Optional.ofNullable(written.get(key)), report);
    }

    /** The setting {@code key}; blank text counts as not set. */
    public Setting get(String key) {
        return new Setting(key, written.apply(key), false, report);
    }

    /** A setting whose value is never shown. */
    public Setting get(Secret secret) {
        return new Setting(secret.name(), written.apply(secret.name()), true, report);
    }
}
