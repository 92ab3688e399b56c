package dev.flsys.evaluation;

import dev.flsys.project.FlowerProject;
import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Setting;
import dev.flsys.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.util.Optional;

/**
 * The settings of evaluations, checked.
 *
 * @param folder the folder of labelled pictures on which the newest rounds of running simulations are evaluated,
 *     relative to the project or absolute. Empty if they are not evaluated
 */
@Singleton
record LiveSettings(Optional<String> folder) implements CheckedSettings {

    @Inject
    LiveSettings(Settings settings, FlowerProject project) {
        this(folder(settings.get("SIMULATION_EVALUATE"), project));
    }

    private static Optional<String> folder(Setting setting, FlowerProject project) {
        Optional<String> text = setting.text();
        if (text.isPresent() && project.isUsable()) {
            if (project.resolve(text.get()).isEmpty()) {
                setting.reportWrong("It is outside the project.", "a folder of the project with labelled pictures");
            } else if (project.resolve(text.get()).filter(Files::isDirectory).isEmpty()) {
                setting.warn("The folder does not exist.", "Rounds are evaluated once it is there.");
            }
        }
        return text;
    }
}
