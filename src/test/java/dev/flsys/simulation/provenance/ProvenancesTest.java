package dev.flsys.simulation.provenance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.flsys.project.FlowerProject;
import dev.flsys.python.ProjectPython;
import dev.flsys.python.PythonSettings;
import dev.flsys.testsupport.ServiceJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvenancesTest {

    @TempDir
    Path folder;

    private Path root;
    private Path run;
    private Provenances provenances;

    @BeforeEach
    void makeProject() throws Exception {
        root = Files.createDirectories(folder.resolve("repository/project"));
        run = Files.createDirectories(root.resolve(".flsys/simulations/one"));
        write("app/client.py", "rounds = 1\n");
        write("pyproject.toml", "[project]\nname = \"app\"\n");
        write("results/history.json", "{}");
        write(".venv/lib/odd.py", "");
        FlowerProject project = new FlowerProject(root);
        PythonSettings python = new PythonSettings(Optional.of(Path.of("/usr/bin/python3")));
        provenances = new Provenances(project, new ProjectPython(project, python), ServiceJson.MAPPER);
    }

    private void write(String file, String text) throws Exception {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "git", "-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "init.defaultBranch=trunk"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private Provenance kept() {
        provenances.keep(run);
        return provenances.kept(run).orElseThrow();
    }

    @Test
    void a_clean_commit_is_kept_and_differs_from_nothing() throws Exception {
        write(".gitignore", ".flsys\n.venv\n");
        git("init", "-q");
        git("add", ".");
        git("commit", "-qm", "first");
        Provenance kept = kept();
        GitState state = requireNonNull(kept.git());
        assertThat(state.commit()).matches("[0-9a-f]{40,64}");
        assertThat(state.branch()).isEqualTo("trunk");
        assertThat(state.dirty()).isFalse();
        assertThat(run.resolve(Provenances.CHANGES)).doesNotExist();
        assertThat(kept.sources()).containsOnlyKeys("app/client.py", "pyproject.toml");
        assertThat(kept.python()).startsWith("3.");
        assertThat(kept.packages()).containsKey("torch");
        assertThat(provenances.differences(kept)).isEmpty();
    }

    @Test
    void uncommitted_changes_are_kept_and_later_changes_are_differences() throws Exception {
        git("init", "-q");
        git("add", "app", "pyproject.toml", "results");
        git("commit", "-qm", "first");
        write("app/client.py", "rounds = 2\n");
        Provenance kept = kept();
        assertThat(requireNonNull(kept.git()).dirty()).isTrue();
        assertThat(run.resolve(Provenances.CHANGES)).content().contains("-rounds = 1", "+rounds = 2", "app/client.py");

        git("commit", "-qam", "second");
        write("app/server.py", "");
        write("pyproject.toml", "[project]\nname = \"other\"\n");
        assertThat(provenances.differences(kept))
                .extracting(Difference::what, Difference::name)
                .containsExactly(
                        tuple("commit", null),
                        tuple("changes", null),
                        tuple("file", "app/server.py"),
                        tuple("file", "pyproject.toml"));
    }

    @Test
    void a_program_that_the_repository_names_is_not_started() throws Exception {
        git("init", "-q");
        git("add", "app");
        git("commit", "-qm", "first");
        Path started = folder.resolve("started");
        Path program = folder.resolve("program");
        Files.writeString(program, "#!/bin/sh\ntouch '" + started + "'\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        git("config", "core.fsmonitor", program.toString());
        git("config", "diff.external", program.toString());
        git("config", "diff.odd.textconv", program.toString());
        write(".gitattributes", "*.py diff=odd\n");
        write("app/client.py", "rounds = 3\n");
        Files.deleteIfExists(started);
        kept();
        assertThat(started).doesNotExist();
        assertThat(run.resolve(Provenances.CHANGES)).content().contains("+rounds = 3");
    }

    @Test
    void a_long_difference_is_cut_and_a_folder_without_a_repository_has_none() throws Exception {
        assertThat(kept().git()).isNull();
        git("init", "-q");
        write("app/large.py", "a\n");
        git("add", "app");
        git("commit", "-qm", "first");
        write("app/large.py", "x = 1\n".repeat(400_000));
        assertThat(requireNonNull(kept().git()).changesCut()).isTrue();
        assertThat(Files.size(run.resolve(Provenances.CHANGES))).isEqualTo(1L << 20);
    }
}
