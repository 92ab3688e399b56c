package dev.flsys.deploy;

import dev.flsys.project.FlowerProject;
import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Setting;
import dev.flsys.settings.SettingsReport;
import java.nio.file.Files;
import java.util.Optional;

/**
 * The settings of the deployed model, checked.
 *
 * @param modelPath the model to start with, as it was written; empty if there is none
 */
public record DeploySettings(Optional<String> modelPath) implements CheckedSettings {

    private static final String DEFAULT = "deploy.onnx";

    static DeploySettings read(DeployConfig config, FlowerProject project, SettingsReport report) {
        Setting setting = Setting.of("DEPLOY_MODEL_PATH", config.modelPath(), report);
        if (setting.text().isEmpty() || !project.isUsable()) {
            return new DeploySettings(Optional.of(DEFAULT).filter(path -> isFile(path, project)));
        }
        return new DeploySettings(setting.parsed(
                text -> Optional.of(text).filter(path -> isFile(path, project)),
                "There is no such file in the project.",
                "an .onnx or TorchScript file in the project, or nothing"));
    }

    private static boolean isFile(String path, FlowerProject project) {
        return project.resolve(path).filter(Files::isRegularFile).isPresent();
    }
}
