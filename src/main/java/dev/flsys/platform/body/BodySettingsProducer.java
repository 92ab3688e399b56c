package dev.flsys.platform.body;

import dev.flsys.settings.SettingsReport;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the settings a bean. */
final class BodySettingsProducer {

    @Produces
    @Singleton
    BodySettings settings(BodyConfig config, SettingsReport report) {
        return BodySettings.read(config, report);
    }
}
