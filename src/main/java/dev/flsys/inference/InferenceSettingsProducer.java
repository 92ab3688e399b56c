package dev.flsys.inference;

import dev.flsys.settings.SettingsReport;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the room's settings a bean. */
final class InferenceSettingsProducer {

    @Produces
    @Singleton
    InferenceSettings settings(InferenceConfig config, SettingsReport report) {
        return InferenceSettings.read(config, report);
    }
}
