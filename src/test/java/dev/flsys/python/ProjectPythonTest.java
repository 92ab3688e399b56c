package dev.flsys.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.flsys.process.Programs;
import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real virtual environments without the network: pip installs only local files. */
@DisabledOnOs(OS.WINDOWS)
class ProjectPythonTest {

    @TempDir
    Path temporary;

    private Path root;

    private Path venv;

    private final List<String> steps = Collections.synchronizedList(new ArrayList<>());

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @BeforeEach
    void make_the_project() throws IOException {
        root = temporary.toRealPath();
        venv = root.resolve(".venv");
        Files.writeString(root.resolve("requirements.txt"), "pip\n");
    }

    /** A base interpreter without torch. One with torch would behave the same but be slower. */
    private BaseInterpreters realBases() throws InterruptedException {
        for (String name : List.of("python3", "/usr/bin/python3")) {
            Optional<Path> found = Programs.find(name, root);
            if (found.isPresent()
                    && InterpreterProbe.ask(found.get(), root)
                            .filter(InterpreterProbe::makesEnvironments)
                            .isPresent()) {
                return new BaseInterpreters(root, List.of(found.get().toString()));
            }
        }
        assumeTrue(false, "There is no Python with venv here");
        throw new IllegalStateException();
    }

    private ProjectPython python(BaseInterpreters bases) {
        return new ProjectPython(new FlowerProject(root), new PythonSettings(Optional.empty()), bases);
    }

    @Test
    void a_missing_environment_is_created_and_every_step_is_reported() throws Exception {
        ProjectPython python = python(realBases());
        assertThat(python.found()).isEmpty();

        Interpreter made = python.ensure(steps::add);

        assertThat(made.executable()).isEqualTo(venv.resolve("bin/python"));
        assertThat(python.found()).contains(made);
        assertThat(steps).allMatch(step -> step.startsWith("[FLSys] "));
        assertThat(String.join("\n", steps))
                .containsSubsequence(
                        "looking for a Python", "Creating .venv with", "Installing requirements.txt", "ready");
        assertThat(PythonEnvironment.of(made))
                .containsEntry("VIRTUAL_ENV", venv.toString())
                .hasEntrySatisfying("PATH", path -> assertThat(path).startsWith(venv.resolve("bin") + ":"));

        steps.clear();
        assertThat(python(new BaseInterpreters(root, List.of())).ensure(steps::add))
                .isEqualTo(made);
        assertThat(steps).isEmpty();
    }

    @Test
    void the_dependencies_of_a_pyproject_file_are_installed() throws Exception {
        Files.delete(root.resolve("requirements.txt"));
        Files.writeString(
                root.resolve("pyproject.toml"), "[project]\nname = \"x\"\ndependencies = [\"./no-such-package\"]\n");
        assertThatThrownBy(() -> python(realBases()).ensure(steps::add))
                .isInstanceOf(PythonUnavailable.class)
                .hasMessageContaining("no-such-package");
    }

    @Test
    void a_failure_of_pip_is_reported_leaves_nothing_and_is_retried_by_the_next_call() throws Exception {
        Files.writeString(root.resolve("requirements.txt"), "./no-such-package\n");
        ProjectPython python = python(realBases());

        assertThatThrownBy(() -> python.ensure(steps::add))
                .isInstanceOf(PythonUnavailable.class)
                .hasMessageContaining("pip could not install the requirements of the project. exit code 1:")
                .hasMessageContaining("no-such-package")
                .message()
                .doesNotContain(root.toString());
        assertThat(venv).doesNotExist();

        Files.writeString(root.resolve("requirements.txt"), "");
        assertThat(python.ensure(steps::add).executable()).isExecutable();
    }

    @Test
    void one_requirement_that_cannot_be_installed_does_not_block_the_others() throws Exception {
        Path base = FakePython.script(root.resolve("base"), """
                case "$*" in
                  *"-m venv"*) mkdir -p .venv/bin; cp base .venv/bin/python;;
                  *"pip install"*one-requirement*) for last; do :; done; if grep -q bad "$last"; then exit 1; fi; cat "$last" >> installed;;
                  *"pip install"*) echo "ERROR: No matching distribution found for bad==9"; exit 1;;
                  *"import torch"*) exit 0;;
                  *) echo 'FLSYS-PROBE {"version":[3,11,2],"torch":null,"venv":true,"inside":false}';;
                esac
                """);
        Files.writeString(root.resolve("requirements.txt"), "--no-index\ngood==1\nbad==9 # broken\n");

        python(new BaseInterpreters(root, List.of(base.toString()))).ensure(steps::add);

        assertThat(root.resolve("installed"))
                .content()
                .contains("--no-index", "good==1")
                .doesNotContain("bad");
        assertThat(venv.resolve(".flsys-not-installed")).hasContent("bad==9");
        assertThat(String.join("\n", steps)).contains("pip could not install bad==9.", "remove .venv");
    }

    @Test
    void an_incomplete_environment_of_flsys_is_created_again() throws Exception {
        Files.createDirectories(venv.resolve("lib"));
        Files.writeString(venv.resolve("lib/half"), "");
        Files.writeString(venv.resolve(".flsys-incomplete"), "");
        FakePython.answering(venv.resolve("bin/python"), "3.11.0", "", true);
        ProjectPython python = python(realBases());
        assertThat(python.found()).isEmpty();

        python.ensure(steps::add);

        assertThat(venv.resolve("lib/half")).doesNotExist();
        assertThat(venv.resolve(".flsys-incomplete")).doesNotExist();
    }

    @Test
    void an_environment_of_the_user_is_used_unchanged() throws Exception {
        Path user = FakePython.answering(venv.resolve("bin/python"), "3.10.4", "2.1.0", false);
        Interpreter found = python(new BaseInterpreters(root, List.of())).ensure(steps::add);
        assertThat(found).isEqualTo(new Interpreter(user, new PythonVersion(3, 10, 4), Optional.of("2.1.0")));
        assertThat(steps).isEmpty();
    }

    @Test
    void a_broken_environment_of_the_user_is_not_touched() throws Exception {
        Files.createDirectories(venv.resolve("bin"));
        Path mine = Files.writeString(venv.resolve("mine"), "precious");
        assertThatThrownBy(() -> python(realBases()).ensure(steps::add))
                .isInstanceOf(PythonUnavailable.class)
                .hasMessageContaining("Remove it");
        assertThat(mine).hasContent("precious");
    }

    @Test
    void an_interpreter_of_the_settings_that_does_not_answer_is_reported() throws Exception {
        Path silent = FakePython.script(root.resolve("silent"), "exit 0");
        ProjectPython python = new ProjectPython(new FlowerProject(root), new PythonSettings(Optional.of(silent)));
        assertThat(python.found()).isEmpty();
        assertThatThrownBy(() -> python.ensure(steps::add))
                .isInstanceOf(PythonUnavailable.class)
                .hasMessageStartingWith("FLOWER_PYTHON");
    }

    /** A base interpreter whose {@code venv} reports its start and then waits for the file {@code go}. */
    private ProjectPython waiting() throws IOException {
        Path base = FakePython.script(root.resolve("base"), """
                case "$*" in
                  *"-m venv"*) echo x >> begun; while [ ! -e go ]; do sleep 0.05; done; mkdir -p .venv/bin; cp base .venv/bin/python;;
                  *) echo 'FLSYS-PROBE {"version":[3,11,2],"torch":null,"venv":true,"inside":false}';;
                esac
                """);
        return python(new BaseInterpreters(root, List.of(base.toString())));
    }

    private void awaitBegun() {
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(root.resolve("begun")));
    }

    @Test
    void all_waiting_threads_share_one_attempt_and_its_steps() throws Exception {
        ProjectPython python = waiting();
        List<String> first = Collections.synchronizedList(new ArrayList<>());
        Future<Interpreter> one = threads.submit(() -> python.ensure(first::add));
        awaitBegun();
        CountDownLatch joined = new CountDownLatch(1);
        Future<Interpreter> two = threads.submit(() -> python.ensure(step -> {
            steps.add(step);
            joined.countDown();
        }));
        joined.await();
        Files.createFile(root.resolve("go"));

        assertThat(one.get()).isEqualTo(two.get());
        assertThat(steps).isEqualTo(first).hasSizeGreaterThan(2);
        assertThat(root.resolve("begun")).hasContent("x");
    }

    @Test
    void a_second_service_on_the_project_waits_for_the_first() throws Exception {
        ProjectPython first = waiting();
        ProjectPython second = waiting();
        Future<Interpreter> one = threads.submit(() -> first.ensure(step -> {}));
        awaitBegun();
        Future<Interpreter> two = threads.submit(() -> second.ensure(steps::add));
        await().atMost(Duration.ofSeconds(30)).until(() -> steps.toString().contains("another FLSys"));
        Files.createFile(root.resolve("go"));
        assertThat(one.get()).isEqualTo(two.get());
        assertThat(root.resolve("begun")).hasContent("x");
    }

    @Test
    void an_attempt_without_waiting_threads_ends_and_leaves_nothing() throws Exception {
        ProjectPython python = waiting();
        Future<Interpreter> only = threads.submit(() -> python.ensure(steps::add));
        awaitBegun();
        only.cancel(true);
        await().atMost(Duration.ofSeconds(30)).until(() -> !Files.exists(venv));
    }

    @Test
    void stopping_the_service_ends_the_attempt() throws Exception {
        ProjectPython python = waiting();
        Future<Interpreter> only = threads.submit(() -> python.ensure(steps::add));
        awaitBegun();
        python.stop();
        assertThat(venv).doesNotExist();
        assertThatThrownBy(only::get).hasCauseInstanceOf(PythonUnavailable.class);
    }
}
