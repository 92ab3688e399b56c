package dev.flsys.model.catalog;

import dev.flsys.problem.NearestName;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.ProjectFolder;
import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Setting;
import dev.flsys.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of models, checked.
 *
 * @param weightsFolder absolute folder of the model files
 * @param definition the Python module that defines the model classes
 * @param defaults the options of a model, unless flsys.toml has others
 * @param inMemory number of loaded models that are kept, at least 1
 */
@Singleton
public record ModelSettings(Path weightsFolder, DefinitionModule definition, ModelOptions defaults, int inMemory)
        implements CheckedSettings {

    private static final int DEFAULT_IN_MEMORY = 8;

    @Inject
    ModelSettings(Settings settings, FlowerProject project) {
        this(
                weightsFolder(settings.get("MODEL_WEIGHTS_SUBDIR"), project),
                definition(settings.get("MODEL_DEFINITION_MODULE"), project),
                new ModelOptions(
                        Optional.empty(),
                        Map.of(),
                        labels(settings.get("CLASS_LABELS")),
                        PictureSettings.read(settings),
                        Activation.AUTO,
                        Optional.empty()),
                settings.get("MODELS_IN_MEMORY").integer(DEFAULT_IN_MEMORY, 1, 10_000));
    }

    private static List<String> labels(Setting setting) {
        setting.required("the labels in the order of the model's outputs, such as cat,dog,bird");
        return setting.list("no comma at the start or the end, and none twice");
    }

    private static Path weightsFolder(Setting setting, FlowerProject project) {
        setting.required(
                "the folder of the model files in the project, such as saved_models, or . for the whole project");
        return ProjectFolder.read(
                        setting,
                        project,
                        "saved_models",
                        "No model is listed until the folder exists. A training that writes its models there creates it.")
                .orElse(project.root());
    }

    private static DefinitionModule definition(Setting setting, FlowerProject project) {
        String text = setting.required("the Python module with the model classes, such as model or pkg.model");
        Optional<DefinitionModule> module = DefinitionModule.find(text, project);
        if (!text.isEmpty() && module.isEmpty() && project.isUsable()) {
            setting.reportWrong(
                    "There is no such module in the project."
                            + NearestName.suggest(text, DefinitionModule.candidates(project)),
                    "a module that is there: model for model.py, nets.cnn or nets/cnn.py for nets/cnn.py");
        }
        return module.orElse(new DefinitionModule("model", project.root().resolve("model.py")));
    }
}
