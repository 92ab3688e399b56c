package dev.flsys.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.project.FlowerProject;
import dev.flsys.settings.Settings;
import dev.flsys.settings.SettingsReport;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class PythonSettingsTest {

    @TempDir
    Path root;

    private final SettingsReport report = new SettingsReport();

    private PythonSettings read(String interpreter) {
        return new PythonSettings(Settings.of(Map.of("FLOWER_PYTHON", interpreter), report), new FlowerProject(root));
    }

    @Test
    void an_unset_interpreter_is_empty() {
        assertThat(read(" ").interpreter()).isEmpty();
        assertThat(report.findings()).isEmpty();
    }

    @Test
    void a_path_in_the_project_and_a_name_on_path_work() throws Exception {
        Path python = FakePython.script(root.toRealPath().resolve("env/bin/python"), "exit 0");
        assertThat(read("env/bin/python").interpreter()).contains(python);
        assertThat(read(python.toString()).interpreter()).contains(python);
        assertThat(read("sh").interpreter())
                .hasValueSatisfying(path -> assertThat(path).isAbsolute());
        assertThat(report.findings()).isEmpty();
    }

    @Test
    void a_path_that_is_not_a_program_is_reported() {
        assertThat(read("env/bin/python").interpreter()).isEmpty();
        assertThat(report.message()).contains("FLOWER_PYTHON = env/bin/python", "There is no such program.");
    }
}
