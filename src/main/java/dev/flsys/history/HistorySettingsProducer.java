package dev.flsys.history;

import dev.flsys.project.FlowerProject;
import dev.flsys.settings.SettingsReport;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the room's settings a bean. */
final class HistorySettingsProducer {

    @Produces
    @Singleton
    HistorySettings settings(HistoryConfig config, FlowerProject project, SettingsReport report) {
        return HistorySettings.read(config, project, report);
    }
}
