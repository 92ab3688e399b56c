package dev.flsys.platform.logging;

import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Locale;

/**
 * The setting of the log, checked. Quarkus reads it itself, by the expressions of {@code application.properties}.
 *
 * @param format the format of the console
 */
@Singleton
record LogSettings(Format format) implements CheckedSettings {

    /** The formats of the console. */
    enum Format {
        /** A line for people. */
        TEXT,
        /** A JSON object for each record. */
        JSON
    }

    @Inject
    LogSettings(Settings settings) {
        this(settings.get("LOG_FORMAT")
                .parsed(
                        text -> Arrays.stream(Format.values())
                                .filter(format ->
                                        format.name().toLowerCase(Locale.ROOT).equals(text))
                                .findFirst(),
                        "It is no format of the log.",
                        "text or json")
                .orElse(Format.TEXT));
    }
}
