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
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
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
        provenances = new Provenances(
                project, new ProjectPython(project, python), ServiceJson.MAPPER, Duration.ZERO, Duration.ofMinutes(1));
    }

    @AfterEach
    void stop() {
        provenances.stop();
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
        provenances.keep(run, false);
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
        assertThat(provenances.compare(kept).orElseThrow().differences()).isEmpty();
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
        assertThat(provenances.compare(kept).orElseThrow().differences())
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

    @Test
    void a_run_at_a_superlink_has_its_side_and_says_that_the_other_one_is_unknown() throws Exception {
        provenances.keep(run, true);
        Provenance kept = provenances.kept(run).orElseThrow();
        assertThat(kept.unknown()).containsExactly("remote");
        assertThat(kept.sources()).containsKey("app/client.py");
        assertThat(kept.packages()).isNotEmpty();

        write("app/client.py", "rounds = 5\n");
        Provenances.Comparison now = provenances.compare(kept).orElseThrow();
        assertThat(now.unknown()).containsExactly("remote");
        assertThat(now.differences())
                .extracting(Difference::what, Difference::name)
                .containsExactly(tuple("file", "app/client.py"));
    }

    @Test
    void the_state_of_an_older_version_is_read() throws Exception {
        Files.writeString(
                run.resolve(Provenances.STATE),
                "{\"read\":\"2026-11-28T10:00:00Z\",\"system\":\"Linux amd64\",\"packages\":{},\"sources\":{}}");
        assertThat(provenances.kept(run).orElseThrow().unknown()).isEmpty();
        assertThat(Files.readString(run.resolve(Provenances.STATE))).doesNotContain("unknown");
    }

    @Test
    void a_reading_without_time_knows_neither_the_commit_nor_all_sources_and_these_do_not_differ() throws Exception {
        git("init", "-q");
        git("add", "app");
        git("commit", "-qm", "first");
        Provenance whole = kept();
        Deadline over = Deadline.after(Duration.ZERO);
        GitReader git = new GitReader(root, over);
        assertThat(git.read()).isEmpty();
        assertThat(git.isLate()).isTrue();
        SourceFiles.Hashes hashes = SourceFiles.read(root, over, SourceFiles.Hashes.NONE);
        assertThat(hashes.all()).isFalse();

        Provenance part = new Provenance(
                whole.read(),
                whole.system(),
                null,
                whole.python(),
                whole.packages(),
                hashes.byPath(),
                List.of(Provenance.GIT, Provenance.SOURCES));
        assertThat(Difference.between(whole, part)).isEmpty();
        assertThat(Difference.between(part, whole)).isEmpty();
    }

    @Test
    void an_unchanged_file_is_not_read_again_and_a_changed_one_is() throws Exception {
        Path file = root.resolve("app/client.py");
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        Deadline later = Deadline.after(Duration.ofMinutes(1));
        SourceFiles.Hashes first = SourceFiles.read(root, later, SourceFiles.Hashes.NONE);
        // The same size and the same time: only a hash that is kept stays the same.
        Files.writeString(file, "rounds = 7\n");
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        assertThat(SourceFiles.read(root, later, first).byPath()).isEqualTo(first.byPath());

        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH.plusMillis(1)));
        assertThat(SourceFiles.read(root, later, first).byPath().get("app/client.py"))
                .isNotEqualTo(first.byPath().get("app/client.py"));
    }
}
