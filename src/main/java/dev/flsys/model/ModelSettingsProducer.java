package dev.flsys.model;

import dev.flsys.project.FlowerProject;
import dev.flsys.settings.SettingsReport;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the room's settings a bean. */
final class ModelSettingsProducer {

    @Produces
    @Singleton
    ModelSettings settings(ModelConfig config, FlowerProject project, SettingsReport report) {
        return ModelSettings.read(config, project, report);
    }
}
