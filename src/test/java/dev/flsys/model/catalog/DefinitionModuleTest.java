package dev.flsys.model.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.settings.SettingsReport;
import dev.flsys.testsupport.TestProject;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionModuleTest {

    @TempDir
    Path folder;

    private final SettingsReport report = new SettingsReport();

    private TestProject project;

    @BeforeEach
    void make_the_project() {
        project = TestProject.in(folder);
        project.write("model.py", "");
        project.write("模型/网络.py", "");
        project.write("नेटवर्क.py", "");
        project.write("my-app/model.py", "");
        project.write("2024_run/net-1.py", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"model", "model.py", "模型.网络", "模型/网络.py", "नेटवर्क"})
    void a_module_may_have_a_name_in_any_script(String module) {
        read(module);
        assertThat(report.findings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"my-app/model.py", "my-app.model", "my-app/model", "2024_run/net-1.py"})
    void a_folder_may_have_a_name_that_is_no_identifier(String module) {
        assertThat(read(module).definition().file()).isRegularFile();
        assertThat(report.findings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"modle, Did you mean model?", "Model.py, Did you mean model?", "nets.cnn, 'Available: model, नेटवर्क.'"
    })
    void an_unknown_module_is_reported_with_the_nearest_one(String module, String hint) {
        read(module);
        assertThat(report.findings()).singleElement().satisfies(wrong -> {
            assertThat(wrong.key()).isEqualTo("MODEL_DEFINITION_MODULE");
            assertThat(wrong.reason()).endsWith(hint);
        });
    }

    @Test
    void a_list_of_labels_is_read_in_its_order() {
        assertThat(read("model").defaults().labels()).containsExactly("b", "a");
    }

    private ModelSettings read(String module) {
        return ModelSettingsTest.read("weights", module, project.project(), report);
    }
}
