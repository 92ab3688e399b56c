package dev.flsys.model;

import dev.flsys.engine.InferenceDevice;
import dev.flsys.project.FlowerProject;
import dev.flsys.settings.Setting;
import dev.flsys.settings.SettingsReport;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the room's settings beans. */
final class ModelSettingsProducer {

    @Produces
    @Singleton
    ModelSettings settings(ModelConfig config, FlowerProject project, SettingsReport report) {
        return ModelSettings.read(config, project, report);
    }

    @Produces
    @Singleton
    InferenceDevice device(ModelConfig config, SettingsReport report) {
        return InferenceDevice.read(Setting.of("INFERENCE_DEVICE", config.device(), report));
    }

    @Produces
    @Singleton
    LoadTimeout loadTimeout(ModelConfig config, SettingsReport report) {
        return LoadTimeout.read(Setting.of("INFERENCE_LOAD_TIMEOUT", config.loadTimeout(), report));
    }
}
