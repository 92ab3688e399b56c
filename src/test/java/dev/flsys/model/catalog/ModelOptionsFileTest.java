package dev.flsys.model.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.model.toml.OptionsToml;
import dev.flsys.settings.SettingsReport;
import dev.flsys.testsupport.TestProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelOptionsFileTest {

    private static final ModelId LENET = new ModelId("LeNet");

    private final Path folder;
    private final TestProject project;
    private final SettingsReport report = new SettingsReport();

    ModelOptionsFileTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.project = TestProject.in(Files.createDirectories(folder.resolve("project")));
    }

    private ModelOptionsFile read() {
        return new ModelOptionsFile(project.project(), project.settings(), report);
    }

    @Test
    void without_the_file_each_model_has_the_options_of_the_settings() {
        assertThat(read().of(LENET)).isEqualTo(TestProject.OPTIONS);
        assertThat(report.message()).isEmpty();
    }

    @Test
    void a_later_table_wins_key_by_key() {
        project.write("flsys.toml", """
                [[model]]
                match = "*"
                labels = ["no", "yes"]
                class = "Net"
                image_size = 96
                activation = "softmax"

                [[model]]
                match = "Le*"
                class = "other:LeNet"
                arguments = { n = 2 }
                resize = 64
                mean = [0.5]
                std = [0.25]
                history = "runs"

                [[model]]
                match = "ResNet"
                labels = ["x"]
                """);
        ModelOptionsFile options = read();
        assertThat(options.of(LENET))
                .isEqualTo(new ModelOptions(
                        Optional.of("other:LeNet"),
                        Map.of("n", 2L),
                        List.of("no", "yes"),
                        new PictureOptions(
                                96, Optional.of(64), Optional.of(List.of(0.5f)), Optional.of(List.of(0.25f))),
                        Activation.SOFTMAX,
                        Optional.of(project.root().resolve("runs"))));
        ModelOptions other = options.of(new ModelId("ResNet"));
        assertThat(other.className()).contains("Net");
        assertThat(other.labels()).containsExactly("x");
        assertThat(other.picture()).isEqualTo(PictureOptions.of(96));
    }

    @Test
    void a_crop_sets_the_size_and_squash_undoes_a_resize() {
        project.write(
                "flsys.toml",
                "[[model]]\nmatch = '*'\nresize = 256\ncrop = 224\n[[model]]\nmatch = 'b'\nresize = 'squash'\n");
        ModelOptionsFile options = read();
        assertThat(options.of(LENET).picture())
                .isEqualTo(new PictureOptions(224, Optional.of(256), Optional.empty(), Optional.empty()));
        assertThat(options.of(new ModelId("b")).picture()).isEqualTo(PictureOptions.of(224));
    }

    @Test
    void faults_at_the_start_are_part_of_the_report_of_all_settings() {
        project.write("flsys.toml", """
                [[model]]
                match = "a"
                lables = ["x"]




                image_size = 9999


                [[model]]
                match = "b"
                image_size = "big"
                """);
        assertThat(read().of(LENET)).isEqualTo(TestProject.OPTIONS);
        assertThat(report.message())
                .contains("3 settings are wrong", "flsys.toml in the Flower project")
                .containsSubsequence(
                        "  flsys.toml, line 3: lables = [\"x\"]\n      There is no such key. Did you mean labels?",
                        "  flsys.toml, line 8: image_size = 9999\n      It is not a whole number from 1 to 4096.\n"
                                + "      -> for example 224",
                        "  flsys.toml, line 13: image_size = \"big\"\n      It is not a whole number");
    }

    @Test
    void a_file_that_cannot_be_read_is_reported() throws IOException {
        Path file = project.root().resolve("flsys.toml");
        Files.createDirectories(file);
        assertFault("It is not a file.");
        Files.delete(file);
        Files.write(file, new byte[] {'#', (byte) 0xff});
        assertFault("It is not UTF-8.");
        Files.writeString(file, "#".repeat(128 * 1024 + 1));
        assertFault("It is larger than 128 KiB.");
        Files.delete(file);
        Files.createSymbolicLink(file, Files.writeString(folder.resolve("outside.toml"), ""));
        assertFault("It is a link that leads out of the project.");
    }

    private void assertFault(String reason) {
        SettingsReport own = new SettingsReport();
        new ModelOptionsFile(project.project(), project.settings(), own);
        assertThat(own.findings()).singleElement().satisfies(wrong -> {
            assertThat(wrong.inOneLine()).startsWith("flsys.toml: " + reason + " -> ");
        });
    }

    @Test
    void a_changed_file_is_read_again_and_a_deleted_one_counts_no_more() throws IOException {
        ModelOptionsFile options = read();
        Path file = project.write("flsys.toml", "[[model]]\nmatch = 'Le*'\nclass = 'A'\n");
        assertThat(options.of(LENET).className()).isEmpty();
        assertThat(options.hasChanged()).isTrue();
        options.refresh();
        assertThat(options.hasChanged()).isFalse();
        assertThat(options.of(LENET).className()).contains("A");
        Files.delete(file);
        options.refresh();
        assertThat(options.of(LENET)).isEqualTo(TestProject.OPTIONS);
    }

    @Test
    void the_last_good_options_apply_while_the_file_has_faults() {
        project.write("flsys.toml", "[[model]]\nmatch = 'Le*'\nclass = 'A'\n");
        ModelOptionsFile options = read();
        project.write("flsys.toml", "[[model]]\nmatch = 'Le*'\nclass = 7\n");
        options.refresh();
        assertThat(options.hasChanged()).as("it was read, and logged once").isFalse();
        assertThat(options.of(LENET).className()).contains("A");
        assertThat(report.findings()).isEmpty();
        project.write("flsys.toml", "[[model]]\nmatch = 'Le*'\nclass = 'B'\n");
        options.refresh();
        assertThat(options.of(LENET).className()).contains("B");
    }

    @Test
    void a_file_that_is_being_written_is_read_once_it_is_at_rest() throws IOException {
        project.write("flsys.toml", "[[model]]\nmatch = 'Le*'\nclass = 'A'\n");
        Instant written = Instant.parse("2026-01-01T00:00:00Z");
        AtomicReference<Instant> now = new AtomicReference<>(written.plusMillis(200));
        ModelOptionsFile options = new ModelOptionsFile(project.project(), project.settings(), report, now::get);
        Path file = project.root().resolve(OptionsToml.NAME);
        for (String half : List.of("", "[[model]]\nmat")) {
            Files.writeString(file, half);
            Files.setLastModifiedTime(file, FileTime.from(written));
            options.refresh();
            assertThat(options.of(LENET).className()).contains("A");
            assertThat(options.hasChanged()).isTrue();
        }
        now.set(written.plusMillis(400));
        options.refresh();
        assertThat(options.of(LENET).className()).contains("A");
        assertThat(options.hasChanged()).as("the fault was logged").isFalse();
        Files.writeString(file, "");
        Files.setLastModifiedTime(file, FileTime.from(written));
        options.refresh();
        assertThat(options.of(LENET).className()).isEmpty();
    }
}
