package dev.flsys.simulation.execution;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.flsys.access.SessionId;
import dev.flsys.flower.LaunchPlan;
import dev.flsys.flower.PreparedRun;
import dev.flsys.flower.ProjectCommands;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.process.Launch;
import dev.flsys.process.Programs;
import dev.flsys.project.ContentHashes;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.ProjectPython;
import dev.flsys.python.PythonSettings;
import dev.flsys.simulation.failure.Explanation;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationLog;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.simulation.models.ModelFiles;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationStore;
import dev.flsys.testsupport.ServiceJson;
import dev.flsys.testsupport.TestProject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The explanations of errors of the service itself, each of which really happens here. */
class ServiceFailuresTest {

    private static final SimulationId ID = new SimulationId("20261128-100000-00000001");
    private static final String MARKER = "service-failures-test";
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    @TempDir
    Path folder;

    private SimulationRecord run(String command, Optional<Path> python) throws Exception {
        FlowerProject project = new FlowerProject(folder);
        try (ProjectCommands commands = new ProjectCommands(
                StartCommand.parse(command).orElseThrow(),
                project,
                new ProjectPython(project, new PythonSettings(python)))) {
            return run(folder, commands);
        }
    }

    private SimulationRecord run(Supplier<PreparedRun> prepared) throws Exception {
        return run(folder, new PreparedPlan(prepared));
    }

    private static SimulationRecord run(Path root, LaunchPlan plan) throws Exception {
        Path weights = Files.createDirectories(root.resolve("weights"));
        FlowerProject project = new FlowerProject(root);
        SimulationStore store = new SimulationStore(project, ServiceJson.MAPPER);
        var data = JsonNodeFactory.instance.objectNode();
        SimulationRecord record = SimulationRecord.queued(ID, new SessionId("owner"), data, Instant.now(), MARKER);
        SimulationLog log = store.createLog(ID);
        store.save(record);
        Simulation simulation = new Simulation(record, StartParameters.read(data), log, store.appender(log));
        ModelFiles models = new ModelFiles(new TestProject(root, weights).catalog(), project, new ContentHashes());
        new ProcessTask(
                        simulation,
                        plan,
                        store,
                        models,
                        Observation.off(simulation, store, new ObservedRuns(project, store, ServiceJson.MAPPER)),
                        Long.MAX_VALUE,
                        () -> {},
                        task -> new Thread(task).start(),
                        Clock.systemUTC())
                .run();
        SimulationRecord ended = store.find(ID).orElseThrow();
        assertThat(ended.state()).isEqualTo(SimulationState.FAILED);
        assertThat(String.valueOf(ended.report().detail())).doesNotContain(root.toString());
        return ended;
    }

    private static void assertKind(SimulationRecord record, String kind) {
        Explanation explanation = requireNonNull(record.report().explanation());
        assertThat(explanation.kind()).as(record.report().detail()).isEqualTo(kind);
        assertThat(explanation.cause()).isNotBlank();
        assertThat(explanation.remedy()).isNotBlank();
    }

    @Test
    void a_script_that_was_deleted_while_its_simulation_waited_is_missing() throws Exception {
        assertKind(run("python train.py", Optional.of(PYTHON)), "start-script-missing");
        assertKind(run("./run.sh", Optional.of(PYTHON)), "start-script-missing");
    }

    @Test
    void a_script_that_may_not_be_executed_is_unusable() throws Exception {
        Files.writeString(folder.resolve("run.sh"), "#!/bin/sh\necho hi\n");
        assertKind(run("./run.sh", Optional.of(PYTHON)), "start-script-unusable");
    }

    @Test
    void a_wrapper_that_is_not_installed_is_named() throws Exception {
        assumeTrue(Programs.find("poetry", folder).isEmpty());
        Files.writeString(folder.resolve("train.py"), "");
        assertKind(run("poetry run python train.py", Optional.empty()), "start-wrapper");
    }

    @Test
    void a_program_that_is_no_python_is_broken_and_so_is_an_environment_without_python() throws Exception {
        Files.writeString(folder.resolve("train.py"), "");
        assertKind(run("python train.py", Optional.of(Path.of("/bin/true"))), "python-broken");
        Files.createDirectories(folder.resolve(".venv/lib"));
        assertKind(run("python train.py", Optional.empty()), "python-broken");
    }

    @Test
    void requirements_that_no_package_index_has_cannot_be_installed() throws Exception {
        Files.writeString(folder.resolve("train.py"), "");
        Files.writeString(folder.resolve("requirements.txt"), "--no-index\nflsys-has-no-such-package\n");
        assertKind(run("python train.py", Optional.empty()), "requirements");
    }

    @Test
    void a_python_without_flower_has_no_program_flwr() throws Exception {
        assumeTrue(Programs.find("flwr", folder).isEmpty());
        Files.writeString(folder.resolve("pyproject.toml"), "[tool.flwr.app]\npublisher = \"me\"\n");
        assertKind(run("flwr run .", Optional.of(PYTHON)), "flower-missing");
    }

    @Test
    void a_folder_that_was_removed_and_a_command_that_is_too_long_have_their_kinds() throws Exception {
        List<String> command = List.of("/bin/echo", "x");
        assertKind(
                run(() -> () -> new Launch(command, folder.resolve("gone"), Map.of(), MARKER)),
                "start-program-missing");
        List<String> large = List.of("/bin/echo", "x".repeat(3_000_000));
        assertKind(run(() -> () -> new Launch(large, folder, Map.of(), MARKER)), "start-arguments");
    }

    @Test
    void a_full_disk_is_the_reason_of_a_record_that_cannot_be_written() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        assumeTrue(succeeds("mount", "-t", "tmpfs", "-o", "size=256k", "none", disk.toString()));
        try {
            SimulationRecord record = run(disk, new PreparedPlan(() -> {
                fill(disk.resolve("data"));
                return () -> new Launch(List.of("echo", "x"), disk, Map.of(), MARKER);
            }));
            assertKind(record, "service-disk-full");
        } finally {
            assertThat(succeeds("umount", disk.toString())).isTrue();
        }
    }

    @Test
    void a_service_without_threads_ends_the_simulation_and_its_processes() throws Exception {
        SimulationRecord record = run(() -> {
            throw new OutOfMemoryError(
                    "unable to create native thread: possibly out of memory or process/resource" + " limits reached");
        });
        assertKind(record, "service-processes");
    }

    @Test
    void a_project_that_is_moved_away_during_a_simulation_is_gone() throws Exception {
        Path project = Files.createDirectories(folder.resolve("project"));
        String move = "mv '" + project + "' '" + folder.resolve("elsewhere") + "'";
        List<String> command = List.of("sh", "-c", move);
        SimulationRecord record =
                run(project, new PreparedPlan(() -> () -> new Launch(command, project, Map.of(), MARKER)));
        assertKind(record, "project-gone");
    }

    private static void fill(Path file) {
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(0);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static boolean succeeds(String... command) throws Exception {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }
}
