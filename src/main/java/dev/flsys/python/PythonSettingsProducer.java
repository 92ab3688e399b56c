package dev.flsys.python;

import dev.flsys.project.FlowerProject;
import dev.flsys.settings.SettingsReport;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the room's settings a bean. */
final class PythonSettingsProducer {

    @Produces
    @Singleton
    PythonSettings settings(PythonConfig config, FlowerProject project, SettingsReport report) {
        return PythonSettings.read(config, project, report);
    }
}
