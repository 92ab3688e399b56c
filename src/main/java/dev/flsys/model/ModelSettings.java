package dev.flsys.model;

import dev.flsys.problem.NearestName;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.ProjectFolder;
import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Setting;
import dev.flsys.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of models, checked.
 *
 * @param weightsFolder absolute folder of the model files
 * @param definition the Python module that defines the model classes
 * @param defaults how a model is made and used, unless flsys.toml says otherwise
 * @param inMemory number of loaded models that are kept, at least 1
 */
@Singleton
public record ModelSettings(
        Path weightsFolder, DefinitionModule definition, ModelOptions defaults, int inMemory)
        implements CheckedSettings {

    private static final int MAX_IMAGE_SIZE = 4096;
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
                        new PictureOptions(
                                imageSize(settings.get("IMG_SIZE")),
                                Optional.empty(),
                                mean(settings.get("IMG_MEAN")),
                                std(settings.get("IMG_STD"))),
                        Activation.AUTO,
                        Optional.empty()),
                settings.get("MODELS_IN_MEMORY").integer(DEFAULT_IN_MEMORY, 1, 10_000));
    }

    private static List<String> labels(Setting setting) {
        setting.required("the labels in the order of the model's outputs, such as cat,dog,bird");
        return setting.list("no comma at the start or the end, and none twice");
    }

    private static int imageSize(Setting setting) {
        setting.required("the side of the square input in pixels, such as 224");
        return setting.integer(224, 1, MAX_IMAGE_SIZE);
    }

    private static Path weightsFolder(Setting setting, FlowerProject project) {
        setting.required("the folder of the .pth files in the project, such as saved_models");
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
            setting.wrong(
                    "There is no such module in the project."
                            + NearestName.hint(text, DefinitionModule.candidates(project)),
                    "a module that is there: model for model.py, nets.cnn or nets/cnn.py for nets/cnn.py");
        }
        return module.orElse(new DefinitionModule("model", project.root().resolve("model.py")));
    }

    private static Optional<List<Float>> mean(Setting setting) {
        return setting.parsed(
                ModelSettings::channels,
                "It is neither one number nor three numbers.",
                "red, green and blue between commas, such as 0.5,0.5,0.5, or one number for all");
    }

    private static Optional<List<Float>> std(Setting setting) {
        Optional<List<Float>> std = mean(setting);
        if (std.isPresent() && std.get().stream().anyMatch(value -> value <= 0)) {
            setting.wrong("A standard deviation is above 0.", "0.229,0.224,0.225");
            return Optional.empty();
        }
        return std;
    }

    private static Optional<List<Float>> channels(String text) {
        try {
            List<Float> values = Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .map(Float::parseFloat)
                    .filter(Float::isFinite)
                    .toList();
            return values.size() == 1 || values.size() == 3 ? Optional.of(values) : Optional.empty();
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }
}
