package dev.flsys.simulation;

import dev.flsys.project.FlowerProject;
import dev.flsys.settings.SettingsReport;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the room's settings a bean. */
final class SimulationSettingsProducer {

    @Produces
    @Singleton
    SimulationSettings settings(SimulationConfig config, FlowerProject project, SettingsReport report) {
        return SimulationSettings.read(config, project, report);
    }
}
