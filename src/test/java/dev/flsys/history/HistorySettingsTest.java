package dev.flsys.history;

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

class HistorySettingsTest {

    @TempDir
    Path folder;

    private final SettingsReport report = new SettingsReport();
    private FlowerProject project;

    @BeforeEach
    void make_the_project() throws IOException {
        Files.createDirectories(folder.resolve("project/results"));
        project = new FlowerProject(folder.resolve("project"));
    }

    @Test
    void a_folder_of_the_project_is_accepted() {
        assertThat(read("results").folder()).contains(project.root().resolve("results"));
        assertThat(report.findings()).isEmpty();
    }

    @Test
    void it_may_be_omitted() {
        assertThat(read(" ").folder()).isEmpty();
        assertThat(report.findings()).isEmpty();
    }

    @Test
    void a_folder_outside_of_the_project_is_reported() {
        assertThat(read("../elsewhere").folder()).isEmpty();
        assertReported("outside the project");
    }

    @Test
    void a_link_out_of_the_project_is_reported() throws IOException {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.createSymbolicLink(project.root().resolve("linked"), outside);

        assertThat(read("linked").folder()).isEmpty();
        assertReported("outside the project");
    }

    @Test
    void a_missing_folder_is_one_warning() {
        assertThat(read("weights/history").folder()).contains(project.root().resolve("weights/history"));
        assertThat(report.findings()).isEmpty();
        assertThat(report.warnings()).singleElement().asString().startsWith("HISTORY_SUBDIR = weights/history");
    }

    @Test
    void a_folder_in_a_missing_project_is_not_reported() {
        project = new FlowerProject(folder.resolve("nowhere"));
        assertThat(read("../elsewhere").folder()).isEmpty();
        assertThat(report.findings()).isEmpty();
        assertThat(report.warnings()).isEmpty();
    }

    @Test
    void a_file_is_reported() throws IOException {
        Files.writeString(project.root().resolve("file"), "");
        read("file");
        assertReported("no such folder");
    }

    private HistorySettings read(String written) {
        return new HistorySettings(Settings.of(Map.of("HISTORY_SUBDIR", written), report), project);
    }

    private void assertReported(String reason) {
        assertThat(report.findings()).singleElement().satisfies(wrong -> {
            assertThat(wrong.key()).isEqualTo("HISTORY_SUBDIR");
            assertThat(wrong.reason()).contains(reason);
            assertThat(wrong.remedy()).isNotBlank();
        });
    }
}
