package dev.flsys.model.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.project.FlowerProject;
import dev.flsys.settings.Settings;
import dev.flsys.settings.SettingsReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MODEL_WEIGHTS_SUBDIR and MODEL_DEFINITION_MODULE. */
class ModelSettingsTest {

    @TempDir
    Path folder;

    private final SettingsReport report = new SettingsReport();

    private Path root;

    @BeforeEach
    void makeProject() throws IOException {
        root = Files.createDirectories(folder.resolve("project")).toRealPath();
        Files.writeString(root.resolve("model.py"), "");
    }

    private ModelSettings read(String weights, Path project) {
        return read(weights, "model", new FlowerProject(project), report);
    }

    static ModelSettings read(String weights, String module, FlowerProject project, SettingsReport report) {
        Map<String, String> written = Map.of(
                "MODEL_WEIGHTS_SUBDIR",
                weights,
                "MODEL_DEFINITION_MODULE",
                module,
                "CLASS_LABELS",
                "b,a",
                "IMG_SIZE",
                "8");
        return new ModelSettings(Settings.of(written, report), project);
    }

    @ParameterizedTest
    @ValueSource(strings = {"saved_models", "out/models", "./saved_models/", "模型"})
    void a_missing_weights_folder_is_one_warning(String written) {
        assertThat(read(written, root).weightsFolder())
                .isEqualTo(root.resolve(written).normalize());
        assertThat(report.findings()).isEmpty();
        assertThat(report.warnings()).singleElement().asString().startsWith("MODEL_WEIGHTS_SUBDIR = " + written);
    }

    @Test
    void the_project_itself_and_a_link_within_it_are_folders() throws IOException {
        Files.createDirectories(root.resolve("kept"));
        Files.createSymbolicLink(root.resolve("linked"), root.resolve("kept"));
        assertThat(read(".", root).weightsFolder()).isEqualTo(root);
        assertThat(read("linked", root).weightsFolder()).isEqualTo(root.resolve("linked"));
        assertThat(report.warnings()).isEmpty();
        assertThat(report.findings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "file/models"})
    void a_file_where_the_folder_should_be_is_an_error(String written) throws IOException {
        Files.writeString(root.resolve("file"), "");
        read(written, root);
        assertThat(report.findings()).singleElement().satisfies(wrong -> assertThat(wrong.reason())
                .endsWith("file is a file."));
        assertThat(report.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../models", "/nowhere/models", "out", "out/models", "dangling"})
    void a_path_outside_the_project_is_an_error(String written) throws IOException {
        Files.createSymbolicLink(root.resolve("out"), folder);
        Files.createSymbolicLink(root.resolve("dangling"), folder.resolve("nothing"));
        read(written, root);
        assertThat(report.findings()).singleElement().satisfies(wrong -> assertThat(wrong.reason())
                .startsWith("It is outside the project"));
        assertThat(report.warnings()).isEmpty();
    }

    @Test
    void paths_in_a_missing_project_are_not_reported() {
        read("saved_models", folder.resolve("nowhere"));
        read("../models", folder.resolve("nowhere"));
        assertThat(report.findings()).isEmpty();
        assertThat(report.warnings()).isEmpty();
    }

    @Test
    void the_definition_module_must_exist() throws IOException {
        Files.delete(root.resolve("model.py"));
        read(".", root);
        assertThat(report.findings()).singleElement().satisfies(wrong -> assertThat(wrong.key())
                .isEqualTo("MODEL_DEFINITION_MODULE"));
    }
}
