package dev.flsys.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code .flsys} of a project. */
class OwnFolderTest {

    @TempDir
    Path root;

    private FlowerProject project;

    @BeforeEach
    void makeProject() {
        project = new FlowerProject(root);
    }

    @Test
    void git_ignores_all_but_the_cache() throws Exception {
        assertThat(git("init", "--quiet")).isZero();
        Files.writeString(project.makeOwnFolder("cache", "key").resolve("model.pt"), "x");
        Files.writeString(project.makeOwnFolder("cache", ".making-1").resolve("part"), "x");
        Files.writeString(project.makeOwnFolder("simulations", "one").resolve("log.ndjson"), "x");
        Files.writeString(project.ownFolder().resolve("simulations.lock"), "");
        assertThat(git("add", "--all")).isZero();
        Process listed =
                new ProcessBuilder("git", "ls-files").directory(root.toFile()).start();
        assertThat(new String(listed.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
                .containsExactly(".flsys/cache/key/model.pt");
    }

    private int git(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(words));
        return new ProcessBuilder(command)
                .directory(root.toFile())
                .inheritIO()
                .start()
                .waitFor();
    }

    @Test
    void an_existing_gitignore_remains() throws IOException {
        Files.createDirectories(project.ownFolder());
        Path ignore = Files.writeString(project.ownFolder().resolve(".gitignore"), "# mine\n");
        project.makeOwnFolder("simulations");
        assertThat(ignore).hasContent("# mine\n");
    }

    @Test
    void a_folder_that_was_removed_at_run_time_gets_its_gitignore_again() throws IOException {
        Path made = project.makeOwnFolder("simulations");
        Files.delete(project.ownFolder().resolve(".gitignore"));
        Files.delete(made);
        Files.delete(project.ownFolder());
        project.makeOwnFolder("simulations");
        assertThat(project.ownFolder().resolve(".gitignore")).exists();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void only_the_owner_can_read_it_also_if_an_earlier_version_created_it() throws IOException {
        Files.createDirectories(project.ownFolder());
        Files.setPosixFilePermissions(project.ownFolder(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Path made = project.makeOwnFolder("simulations", "one");
        assertThat(PrivateFilesTest.mode(project.ownFolder())).isEqualTo("rwx------");
        assertThat(PrivateFilesTest.mode(project.ownFolder().resolve("simulations")))
                .isEqualTo("rwx------");
        assertThat(PrivateFilesTest.mode(made)).isEqualTo("rwx------");
        assertThat(PrivateFilesTest.mode(project.ownFolder().resolve(".gitignore")))
                .isEqualTo("rw-------");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void the_target_of_a_link_keeps_its_permissions(@TempDir Path elsewhere) throws IOException {
        Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rwxrwxr-x"));
        Files.createSymbolicLink(project.ownFolder(), elsewhere);
        project.makeOwnFolder("simulations");
        assertThat(PrivateFilesTest.mode(elsewhere)).isEqualTo("rwxrwxr-x");
        assertThat(PrivateFilesTest.mode(elsewhere.resolve("simulations"))).isEqualTo("rwx------");
    }

    @Test
    void a_project_that_was_moved_away_is_not_created_again() throws IOException {
        project.makeOwnFolder("simulations");
        Path root = project.root();
        Files.move(root, root.resolveSibling(root.getFileName() + "-moved"));
        assertThatThrownBy(() -> project.makeOwnFolder("simulations"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("not there any more");
        assertThat(root).doesNotExist();
    }

    @Test
    void a_failed_creation_is_an_exception() throws IOException {
        Files.writeString(project.ownFolder(), "a file");
        assertThatThrownBy(() -> project.makeOwnFolder("simulations")).isInstanceOf(UncheckedIOException.class);
    }
}
