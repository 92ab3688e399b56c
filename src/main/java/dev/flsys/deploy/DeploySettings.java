package dev.flsys.deploy;

import dev.flsys.project.FlowerProject;
import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Setting;
import dev.flsys.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.util.Optional;

/**
 * The settings of the deployed model, checked.
 *
 * @param modelPath the model to start with, as written; empty if there is none
 */
@Singleton
public record DeploySettings(Optional<String> modelPath) implements CheckedSettings {

    private static final String DEFAULT = "deploy.onnx";

    @Inject
    DeploySettings(Settings settings, FlowerProject project) {
        this(modelPath(settings.get("DEPLOY_MODEL_PATH"), project));
    }

    private static Optional<String> modelPath(Setting setting, FlowerProject project) {
        if (setting.text().isEmpty() || !project.isUsable()) {
            return Optional.of(DEFAULT).filter(path -> isFile(path, project));
        }
        return setting.parsed(
                text -> Optional.of(text).filter(path -> isFile(path, project)),
                "There is no such file in the project.",
                "an .onnx or TorchScript file in the project, or nothing");
    }

    private static boolean isFile(String path, FlowerProject project) {
        return project.resolve(path).filter(Files::isRegularFile).isPresent();
    }
}
