package dev.flsys.deploy;

import dev.flsys.project.FlowerProject;
import dev.flsys.settings.SettingsReport;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the room's settings a bean. */
final class DeploySettingsProducer {

    @Produces
    @Singleton
    DeploySettings settings(DeployConfig config, FlowerProject project, SettingsReport report) {
        return DeploySettings.read(config, project, report);
    }
}
