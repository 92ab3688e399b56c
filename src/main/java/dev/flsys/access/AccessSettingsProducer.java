package dev.flsys.access;

import dev.flsys.settings.SettingsReport;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the room's settings a bean. */
final class AccessSettingsProducer {

    @Produces
    @Singleton
    AccessSettings settings(AccessConfig config, SettingsReport report) {
        return AccessSettings.read(config, report);
    }
}
