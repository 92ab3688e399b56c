package dev.flsys.platform.shutdown;

import dev.flsys.settings.SettingsReport;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the settings a bean. */
final class ShutdownSettingsProducer {

    @Produces
    @Singleton
    ShutdownSettings settings(ShutdownConfig config, SettingsReport report) {
        return ShutdownSettings.read(config, report);
    }
}
