package dev.flsys.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowerProjectTest {

    @TempDir
    Path folder;

    private FlowerProject project;

    @BeforeEach
    void makeProject() throws IOException {
        Files.createDirectories(folder.resolve("project/weights"));
        Files.writeString(folder.resolve("secret"), "secret");
        project = new FlowerProject(folder.resolve("project"));
    }

    @Test
    void names_in_the_project_become_paths() {
        assertThat(project.resolve("weights")).contains(project.root().resolve("weights"));
        assertThat(project.resolve("weights/../new.pth"))
                .contains(project.root().resolve("new.pth"));
        assertThat(project.resolve(project.root() + "/weights"))
                .contains(project.root().resolve("weights"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../secret", "weights/../../secret", "/etc/passwd", "a\0b"})
    void names_outside_the_project_become_no_paths(String name) {
        assertThat(project.resolve(name)).isEmpty();
    }

    @Test
    void the_target_of_a_link_decides() throws IOException {
        Files.createSymbolicLink(folder.resolve("project/out"), folder.resolve("secret"));
        Files.createSymbolicLink(folder.resolve("project/dangling"), folder.resolve("nothing"));
        Files.createSymbolicLink(folder.resolve("project/in"), folder.resolve("project/weights"));
        Files.createSymbolicLink(folder.resolve("project/up"), folder);
        assertThat(project.resolve("out")).isEmpty();
        assertThat(project.resolve("dangling")).isEmpty();
        assertThat(project.resolve("up/secret")).isEmpty();
        assertThat(project.resolve("in")).isPresent();
    }

    @Test
    void the_root_of_a_project_behind_a_link_is_the_target() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("project"));
        FlowerProject linked = new FlowerProject(folder.resolve("link"));
        assertThat(linked.root()).isEqualTo(project.root());
        assertThat(linked.contains(folder.resolve("link/weights"))).isTrue();
    }

    @Test
    void paths_are_shown_relative_to_the_project() {
        assertThat(project.displayPath(project.root().resolve("weights/a.pth"))).isEqualTo("weights/a.pth");
        assertThat(project.displayPath(folder.resolve("secret"))).isEqualTo("secret");
    }

    @Test
    void a_path_through_a_link_into_the_project_is_shown_by_its_target() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("project"));
        assertThat(project.displayPath(folder.resolve("link/weights"))).isEqualTo("weights");
    }

    @Test
    void files_of_a_folder_are_sorted_and_neither_hidden_nor_outside() throws IOException {
        Path weights = project.root().resolve("weights");
        for (String name : List.of("b.pth", "a.pth", ".c.pth", "notes.txt")) {
            Files.writeString(weights.resolve(name), "x");
        }
        Files.createDirectory(weights.resolve("folder.pth"));
        Files.createSymbolicLink(weights.resolve("out.pth"), folder.resolve("secret"));
        Files.createSymbolicLink(weights.resolve("dangling.pth"), folder.resolve("nothing"));
        Files.createSymbolicLink(weights.resolve("in.pth"), weights.resolve("a.pth"));
        assertThat(project.files(weights, name -> name.endsWith(".pth")))
                .containsExactly(weights.resolve("a.pth"), weights.resolve("b.pth"), weights.resolve("in.pth"));
    }

    @Test
    void a_folder_outside_the_project_has_no_files() throws IOException {
        Files.createSymbolicLink(folder.resolve("project/up"), folder);
        assertThat(project.files(folder, name -> true)).isEmpty();
        assertThat(project.files(project.root().resolve("up"), name -> true)).isEmpty();
        assertThat(project.files(project.root().resolve("nothing"), name -> true))
                .isEmpty();
    }
}
