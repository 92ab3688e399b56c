package dev.flsys.simulation.execution;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.access.SessionId;
import dev.flsys.flower.LaunchPlan;
import dev.flsys.flower.PreparedRun;
import dev.flsys.flower.ProjectCommands;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.progress.Round;
import dev.flsys.process.Launch;
import dev.flsys.project.ContentHashes;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import dev.flsys.python.ProjectPython;
import dev.flsys.python.PythonSettings;
import dev.flsys.simulation.failure.Explanation;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationLog;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.simulation.models.ModelFiles;
import dev.flsys.simulation.record.Resources;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationStore;
import dev.flsys.simulation.record.WrittenModel;
import dev.flsys.testsupport.ServiceJson;
import dev.flsys.testsupport.TestProject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The outcome of real processes whose scripts may not read their parameters. */
class ProcessTaskTest {

    private static final Executor THREADS = task -> new Thread(task).start();
    private static final SimulationId ID = new SimulationId("20261124-100000-00000001");
    private static final ObjectMapper JSON = ServiceJson.MAPPER;

    @TempDir
    Path folder;

    private Clock clock = Clock.systemUTC();
    private long maxMemory = Long.MAX_VALUE;
    private Consumer<ProcessTask> checkSilence = task -> {};
    private @Nullable Thread checking;

    /** The last record of a simulation of {@code bash run.sh}. */
    private SimulationRecord run(String script, String parameters) throws Exception {
        return run("bash run.sh", "run.sh", script, parameters);
    }

    private SimulationRecord run(String command, String file, String script, String parameters) throws Exception {
        Path root = Files.createDirectories(folder.resolve("project"));
        Files.writeString(root.resolve(file), script);
        FlowerProject project = new FlowerProject(root);
        ProjectPython python = new ProjectPython(project, new PythonSettings(Optional.of(Path.of("/usr/bin/python3"))));
        try (ProjectCommands commands =
                new ProjectCommands(StartCommand.parse(command).orElseThrow(), project, python)) {
            return run(commands, parameters);
        }
    }

    private SimulationRecord run(LaunchPlan plan, String parameters) throws Exception {
        Path root = folder.resolve("project");
        Files.createDirectories(root.resolve("weights"));
        FlowerProject project = new FlowerProject(root);
        SimulationStore store = new SimulationStore(project, JSON);
        JsonNode data = JSON.readTree(parameters);
        SimulationRecord record =
                SimulationRecord.queued(ID, new SessionId("owner"), data, Instant.now(), "process-task-test");
        SimulationLog log = store.createLog(ID);
        store.save(record);
        Simulation simulation = new Simulation(record, StartParameters.read(data), log, store.appender(log));
        ProcessTask task = new ProcessTask(
                simulation,
                plan,
                store,
                new ModelFiles(new TestProject(root, root.resolve("weights")).catalog(), project, new ContentHashes()),
                Observation.off(simulation, store, new ObservedRuns(project, store, JSON)),
                maxMemory,
                () -> {},
                THREADS,
                clock);
        checkSilence.accept(task);
        task.run();
        return store.find(ID).orElseThrow();
    }

    private static @Nullable String cause(SimulationRecord record) {
        Explanation explanation = record.report().explanation();
        return explanation == null ? null : explanation.cause();
    }

    /** Checks a task until it ends, as the service does. */
    private void checkOften() {
        checkSilence = task -> {
            Thread checks = new Thread(() -> {
                try {
                    while (true) {
                        task.checkSilence(Duration.ofHours(1));
                        Thread.sleep(50);
                    }
                } catch (InterruptedException over) {
                    // The test is over.
                }
            });
            checks.setDaemon(true);
            checks.start();
            checking = checks;
        };
    }

    @AfterEach
    void stopChecks() {
        if (checking != null) {
            checking.interrupt();
        }
    }

    @Test
    void the_record_has_what_all_processes_used_also_those_that_have_ended() throws Exception {
        checkOften();
        SimulationRecord record = run("""
                python3 -c 'sum(n * n for n in range(20_000_000))'
                echo 'INFO :      [ROUND 1]'
                echo "INFO :      fit progress: (1, 0.5, {'accuracy': 0.8}, 1.0)"
                (python3 -c 'block = bytearray(b"x" * 150_000_000); import time; time.sleep(2.5)' &)
                dd if=/dev/zero of=written bs=1M count=8 conv=fsync 2>/dev/null
                sleep 2
                """, "{}");
        assertThat(record.state()).as(record.toString()).isEqualTo(SimulationState.COMPLETED);
        Resources used = requireNonNull(record.resources());
        assertThat(used.cpuSeconds()).isGreaterThan(0.3);
        assertThat(used.peakMemoryBytes()).isBetween(150_000_000L, 1_000_000_000L);
        assertThat(used.memoryBytes()).isNull();
        assertThat(used.rounds()).extracting(Resources.OfRound::round).containsExactly(1);
    }

    @Test
    void processes_that_use_more_memory_than_allowed_are_ended_with_that_reason() throws Exception {
        checkOften();
        maxMemory = 200_000_000;
        SimulationRecord record = run("""
                python3 -c 'raise ValueError("of no importance")'
                python3 -c 'block = bytearray(b"x" * 150_000_000); import time; time.sleep(600)' &
                python3 -c 'block = bytearray(b"x" * 150_000_000); import time; time.sleep(600)'
                """, "{}");
        assertThat(record.state()).isEqualTo(SimulationState.FAILED);
        assertThat(record.report().detail()).contains("SIMULATION_MAX_MEMORY");
        assertThat(requireNonNull(record.report().explanation()).kind()).isEqualTo("memory-limit");
        assertThat(requireNonNull(record.resources()).peakMemoryBytes()).isGreaterThan(maxMemory);
    }

    @Test
    void an_app_that_waits_for_clients_after_its_simulation_engine_crashed_is_ended() throws Exception {
        MutableClock later = new MutableClock();
        clock = later;
        CompletableFuture<Void> checks = new CompletableFuture<>();
        checkSilence = task -> THREADS.execute(() -> {
            Path log = folder.resolve("project/.flsys/simulations/" + ID.value() + "/log.ndjson");
            Awaitility.await()
                    .until(() -> Files.exists(log) && Files.readString(log).contains("Engine crashed"));
            task.checkSilence(Duration.ofHours(1));
            later.offset = Duration.ofSeconds(61);
            task.checkSilence(Duration.ofHours(1));
            checks.complete(null);
        });
        SimulationRecord record = run("""
                cat <<'END'
                INFO :      Starting Flower ServerApp, config: num_rounds=2, no round_timeout
                INFO :      [ROUND 1]
                ray.exceptions.RaySystemError: System error: Ray could not start
                RuntimeError: Simulation Engine crashed.
                END
                sleep 600 & sleep 600
                """, "{}");
        checks.get(10, TimeUnit.SECONDS);
        assertThat(record.state()).isEqualTo(SimulationState.FAILED);
        assertThat(record.report().detail()).contains("Ray could not start");
        assertThat(cause(record)).contains("Flower's simulation engine crashed");
    }

    @Test
    void a_simulation_that_is_stopped_because_the_service_ends_has_that_reason_and_another_one_has_none()
            throws Exception {
        checkSilence = task -> endWhenReady(() -> task.leave(Duration.ZERO));
        SimulationRecord left = run("echo ready; sleep 600", "{}");
        assertThat(left.state()).isEqualTo(SimulationState.STOPPED);
        assertThat(left.report().detail()).isEqualTo("The service was stopped.");
        assertThat(requireNonNull(left.report().explanation()).kind()).isEqualTo("service-stopped");
        assertThat(left.endedWithService()).isTrue();

        PrivateFiles.deleteTree(folder.resolve("project/.flsys/simulations"));
        checkSilence = task -> endWhenReady(() -> task.stop(Duration.ZERO));
        SimulationRecord stopped = run("echo ready; sleep 600", "{}");
        assertThat(stopped.state()).isEqualTo(SimulationState.STOPPED);
        assertThat(stopped.report().detail()).isNull();
        assertThat(stopped.report().explanation()).isNull();
        assertThat(stopped.endedWithService()).isFalse();
    }

    private void endWhenReady(Runnable end) {
        Path log = folder.resolve("project/.flsys/simulations/" + ID.value() + "/log.ndjson");
        THREADS.execute(() -> {
            Awaitility.await()
                    .until(() -> Files.exists(log) && Files.readString(log).contains("\"ready\""));
            end.run();
        });
    }

    private static final class MutableClock extends Clock {

        volatile Duration offset = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(offset);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void a_script_that_ends_without_a_round_that_was_asked_for_failed() throws Exception {
        SimulationRecord record = run("echo training with care", "{\"num_rounds\":3}");
        assertThat(record.state()).isEqualTo(SimulationState.FAILED);
        assertThat(record.report().exitCode()).isZero();
        assertThat(record.report().detail())
                .startsWith("It ended without a single round, although num_rounds=3 was asked for")
                .contains("Nobody reads the parameter num_rounds: run.sh has no --num-rounds");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo 'Round 1/3: accuracy 0.5'",
                "echo 'INFO :      [ROUND 1/3]'",
                "mkdir -p out; echo '{}' > out/history.json",
                "echo x > weights/model.pth",
                "mkdir -p out; echo x > out/final_model.keras",
                "mkdir -p out; echo x > out/trees.ubj"
            })
    void a_script_that_shows_a_round_or_wrote_results_completed_with_a_warning(String script) throws Exception {
        SimulationRecord record = run(script, "{\"rounds\":3}");
        assertThat(record.state()).isEqualTo(SimulationState.COMPLETED);
        assertThat(record.report().detail()).startsWith("Nobody reads the parameter rounds");
    }

    @Test
    void a_script_that_does_not_wait_for_its_processes_is_reported() throws Exception {
        SimulationRecord record = run("sleep 300 &\nsleep 300 &\necho started", "{}");
        assertThat(record.state()).isEqualTo(SimulationState.COMPLETED);
        assertThat(record.report().detail())
                .startsWith("The script ended while 2 of its processes still ran")
                .endsWith("write wait at the end of the script.");

        assertThat(run("sleep 300 &\necho started", "{\"rounds\":3}").report().detail())
                .contains("although rounds=3 was asked for", "The script ended while 1 of its processes still ran");
        assertThat(run("sleep 300 &\necho 'Round 1/3: accuracy 0.5'", "{}")
                        .report()
                        .detail())
                .isNull();
    }

    @Test
    void a_simulation_of_flower_1_5_that_crashed_failed_although_it_exits_with_0() throws Exception {
        Path output =
                Path.of("src/test/resources/flower/flower_1_5_crashed.txt").toAbsolutePath();
        SimulationRecord record = run("cat " + output, "{}");
        assertThat(record.state()).isEqualTo(SimulationState.FAILED);
        assertThat(record.report().detail())
                .isEqualTo("Flower says that the simulation crashed: the server fails in round 2");
        assertThat(record.training().rounds()).extracting(Round::round).containsExactly(0, 1, 2);
    }

    @Test
    void a_script_that_trains_again_after_a_crash_completed() throws Exception {
        Path output = Path.of("src/test/resources/flower").toAbsolutePath();
        assertThat(run("cat " + output + "/flower_1_5_crashed.txt " + output + "/flower_1_4.txt", "{}")
                        .state())
                .isEqualTo(SimulationState.COMPLETED);
    }

    @Test
    void a_script_that_reads_its_parameters_is_not_warned_about() throws Exception {
        SimulationRecord record = run("echo \"round ${ROUNDS}\"", "{\"rounds\":3}");
        assertThat(record.state()).isEqualTo(SimulationState.COMPLETED);
        assertThat(record.report().detail()).isNull();
        assertThat(Files.readString(folder.resolve("project/.flsys/simulations/" + ID.value() + "/log.ndjson")))
                .contains("round 3");
    }

    /** What {@code run.sh} of Flower's examples prints if another program has the port of the server. */
    private static final String PORT_TAKEN = """
            cat <<'END'
            INFO flower 2026-11-28 04:41:45,191 | app.py:119 | Starting Flower server, config: ServerConfig(num_rounds=3, round_timeout=None)
            Traceback (most recent call last):
              File "server.py", line 21, in <module>
                fl.server.start_server(
            RuntimeError: Failed to bind to address 0.0.0.0:8080; set GRPC_VERBOSITY=debug environment variable to see detailed error message.
            Traceback (most recent call last):
              File "client.py", line 106, in <module>
                fl.client.start_numpy_client(
            grpc._channel._MultiThreadedRendezvous: <_MultiThreadedRendezvous of RPC that terminated with:
            \tstatus = StatusCode.UNIMPLEMENTED
            >
            END
            """;

    @Test
    void a_training_that_flower_announced_and_that_never_began_failed() throws Exception {
        SimulationRecord record = run(PORT_TAKEN, "{}");
        assertThat(record.state()).isEqualTo(SimulationState.FAILED);
        assertThat(record.report().exitCode()).isZero();
        assertThat(record.report().detail())
                .as("the server's exception, not that of a client without a server")
                .startsWith("RuntimeError: Failed to bind to address 0.0.0.0:8080");
        assertThat(cause(record))
                .contains("It ended without a single round, although Flower announced 3.")
                .contains("Another program uses the port");
    }

    @Test
    void a_crashed_simulation_failed_although_it_saved_an_empty_history() throws Exception {
        SimulationRecord record = run("""
                mkdir -p outputs; echo x > outputs/results.pkl
                cat <<'END'
                [2026-11-28 04:43:52,454][flwr][INFO] - Starting Flower simulation, config: ServerConfig(num_rounds=2, round_timeout=None)
                Traceback (most recent call last):
                  File "client.py", line 101, in client_fn
                AttributeError: 'FlowerClient' object has no attribute 'to_client'
                END
                """, "{\"num_rounds\":2}");
        assertThat(record.state()).isEqualTo(SimulationState.FAILED);
        assertThat(record.report().detail()).startsWith("AttributeError: 'FlowerClient'");
    }

    @Test
    void a_server_that_crashed_after_a_round_failed() throws Exception {
        SimulationRecord record = run("""
                cat <<'END'
                INFO :      Starting Flower server, config: num_rounds=3, no round_timeout
                INFO :      [ROUND 1]
                INFO :      aggregate_fit: received 2 results and 0 failures
                Traceback (most recent call last):
                  File "server.py", line 7, in aggregate_evaluate
                KeyError: 'accuracy'
                END
                """, "{}");
        assertThat(record.state()).isEqualTo(SimulationState.FAILED);
        assertThat(record.report().detail()).isEqualTo("KeyError: 'accuracy'");
        assertThat(cause(record)).startsWith("It ended after round 1, although Flower announced 3 rounds.");
        assertThat(record.report().explanation())
                .extracting(Explanation::kind, Explanation::where)
                .containsExactly("key", "server.py:7, in aggregate_evaluate");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INFO :      [ROUND 3]",
                "INFO flwr 2026-11-28 00:06:40,100 | server.py:144 | FL finished in 17.57",
                "round 1 of my own server",
            })
    void a_training_that_was_announced_and_ended_completed(String line) throws Exception {
        SimulationRecord record = run("echo 'Starting Flower server, config: num_rounds=3'; echo '" + line + "'", "{}");
        assertThat(record.state()).isEqualTo(SimulationState.COMPLETED);
    }

    /** The output of a training of two rounds that ends. */
    private static final String FINISHED = """
            cat <<'END'
            INFO :      Starting Flower server, config: num_rounds=2, no round_timeout
            INFO :      [ROUND 1]
            INFO :      aggregate_fit: received 2 results and 0 failures
            INFO :      [ROUND 2]
            INFO :      aggregate_fit: received 2 results and 0 failures
            INFO :      [SUMMARY]
            INFO :      Run finished 2 round(s) in 3.20s
            END
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "trap 'kill 0' EXIT",
                "trap 'kill -- -$$' EXIT",
                "trap 'trap - TERM && kill -- -$$' INT TERM EXIT",
                "sleep 600 & kill $!; wait $!",
            })
    void a_script_that_ends_itself_with_a_signal_after_the_training_completed(String end) throws Exception {
        SimulationRecord record = run("sleep 600 &\n" + FINISHED + end, "{}");
        assertThat(record.state()).as(record.toString()).isEqualTo(SimulationState.COMPLETED);
        assertThat(record.report().exitCode()).isZero();
        assertThat(record.report().detail()).contains("SIGTERM", "kill 0");
        assertThat(record.training().rounds()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "trap 'kill 0' SIGINT SIGTERM EXIT",
                "cleanup() { kill -- -$$; }\ntrap cleanup EXIT INT TERM",
            })
    void a_script_whose_trap_calls_itself_after_the_training_completed(String end) throws Exception {
        SimulationRecord record = run("sleep 600 &\n" + FINISHED + end, "{}");
        assertThat(record.state()).as(record.toString()).isEqualTo(SimulationState.COMPLETED);
        assertThat(record.report().detail()).contains("killed by SIGSEGV", "kill 0");
        SimulationRecord failed = run(end + "\n" + FINISHED + "echo 'RuntimeError: it cannot be saved'", "{}");
        assertThat(failed.state()).isEqualTo(SimulationState.FAILED);
        assertThat(failed.report().exitCode()).isEqualTo(139);
        assertThat(failed.report().detail()).isEqualTo("RuntimeError: it cannot be saved");
        assertThat(cause(failed)).contains("Killed by SIGSEGV, which FLSys did not send, after this error.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[ROUND 2]",
                "Starting Flower server, config: num_rounds=2",
            })
    void a_script_that_ends_itself_with_a_signal_before_its_end_failed(String last) throws Exception {
        SimulationRecord record = run(FINISHED + "echo '" + last + "'\nkill 0", "{}");
        assertThat(record.state()).as(record.toString()).isEqualTo(SimulationState.FAILED);
        assertThat(record.report().exitCode()).isEqualTo(143);
        assertThat(record.report().detail()).isEqualTo("killed by SIGTERM");
    }

    @Test
    void an_error_before_the_signal_is_the_reason() throws Exception {
        for (String before : List.of("", FINISHED)) {
            SimulationRecord record =
                    run("trap 'kill 0' EXIT\n" + before + "echo 'RuntimeError: the model cannot be saved'", "{}");
            assertThat(record.state()).isEqualTo(SimulationState.FAILED);
            assertThat(record.report().exitCode()).isEqualTo(143);
            assertThat(record.report().detail()).isEqualTo("RuntimeError: the model cannot be saved");
            assertThat(cause(record)).contains("Killed by SIGTERM, which FLSys did not send, after this error.");
        }
    }

    @Test
    void a_flwr_run_in_a_script_that_does_not_wait_for_it_failed() throws Exception {
        String started = "echo 'Using SuperLink: local (127.0.0.1:39091)'; echo 'Successfully started run 917870461'\n";
        SimulationRecord ended = run("sleep 600 &\n" + started, "{}");
        assertThat(ended.state()).isEqualTo(SimulationState.FAILED);
        assertThat(ended.report().detail()).contains("The SuperLink of the run was ended", "--stream");
        assertThat(requireNonNull(ended.report().explanation()).kind()).isEqualTo("run-not-awaited");
        SimulationRecord elsewhere = run(started, "{}");
        assertThat(elsewhere.state()).isEqualTo(SimulationState.COMPLETED);
        assertThat(elsewhere.report().detail()).contains("handed a run to a SuperLink", "--stream");
        SimulationRecord streamed = run("sleep 600 &\n" + started + FINISHED, "{}");
        assertThat(streamed.state()).isEqualTo(SimulationState.COMPLETED);
        assertThat(streamed.report().detail()).isNull();
    }

    @Test
    void a_known_failure_before_the_signal_is_the_reason() throws Exception {
        SimulationRecord record = run("set -u; trap 'kill 0' EXIT; echo starting; echo $UNDEFINED", "{}");
        assertThat(record.report().detail()).contains("UNDEFINED: unbound variable");
        assertThat(requireNonNull(record.report().explanation()).kind()).isEqualTo("option-missing");
        assertThat(run("echo starting; kill 0", "{}").report().detail()).isEqualTo("killed by SIGTERM");
    }

    @Test
    void other_signals_and_exit_codes_after_the_training_are_failures() throws Exception {
        for (String end : List.of("kill -KILL $$", "kill -SEGV $$", "exit 1")) {
            assertThat(run(FINISHED + end, "{}").state()).as(end).isEqualTo(SimulationState.FAILED);
        }
    }

    @Test
    void a_number_of_rounds_that_the_script_prints_is_no_announcement() throws Exception {
        SimulationRecord record = run("echo 'Namespace(num_rounds=3)'; echo 'ValueError: handled'", "{}");
        assertThat(record.state()).isEqualTo(SimulationState.COMPLETED);
    }

    @Test
    void the_weights_that_a_program_of_hydra_writes_into_its_folder_are_models_of_the_run() throws Exception {
        Files.createDirectories(folder.resolve("project/outputs/old"));
        Files.write(folder.resolve("project/outputs/old/before.pth"), TestProject.zip("x/data.pkl"));
        Files.write(folder.resolve("usable.pth"), TestProject.zip("x/data.pkl"));
        SimulationRecord record = run("""
                run=outputs/2026-11-24/10-00-00
                mkdir -p $run/.hydra
                cp ../usable.pth $run/model_round_3.pth
                """, "{\"rounds\":3}");
        assertThat(record.state()).isEqualTo(SimulationState.COMPLETED);
        assertThat(record.training().models())
                .extracting(WrittenModel::id)
                .containsExactly("2026-11-24_10-00-00_model_round_3");
    }

    @ParameterizedTest
    @CsvSource({
        ".flwr/outputs/2026/model.pth, .flwr",
        "checkpoints/run/best.pt, checkpoints",
        "runs/.hidden/last.ckpt, runs/.hidden",
        "final_model.safetensors, .",
    })
    void weights_that_a_run_wrote_where_no_models_are_searched_are_named_with_the_line_that_lists_them(
            String file, String folderToSet) throws Exception {
        SimulationRecord record = run("mkdir -p $(dirname " + file + "); echo x > " + file, "{}");
        assertThat(record.state()).isEqualTo(SimulationState.COMPLETED);
        assertThat(record.report().detail())
                .contains(file)
                .contains("MODEL_WEIGHTS_SUBDIR=" + folderToSet + " into .env");
    }

    @Test
    void a_run_that_wrote_a_listed_model_or_weights_of_an_environment_has_no_such_warning() throws Exception {
        Files.createDirectories(folder.resolve("project"));
        Files.write(folder.resolve("usable.pth"), TestProject.zip("x/data.pkl"));
        assertThat(run("cp ../usable.pth weights/a.pth; echo x > b.pt", "{}")
                        .report()
                        .detail())
                .isNull();
        assertThat(run("mkdir -p .venv; echo x > .venv/c.pt; : > weights/empty.pth", "{}")
                        .report()
                        .detail())
                .isNull();
    }

    @Test
    void runs_without_rounds_in_their_parameters_are_not_doubted() throws Exception {
        assertThat(run("true", "{\"lr\":0.1,\"rounds\":0}").state()).isEqualTo(SimulationState.COMPLETED);
    }

    @Test
    void a_python_script_that_reads_no_arguments_is_reported_too() throws Exception {
        SimulationRecord record = run("python train.py", "train.py", "print('hello')", "{\"rounds\":3}");
        assertThat(record.state()).isEqualTo(SimulationState.FAILED);
        assertThat(record.report().detail())
                .contains("Nobody reads the parameter rounds: the script reads no arguments");
    }

    @Test
    void the_python_script_in_a_shell_script_decides_what_true_and_false_are() throws Exception {
        Path root = Files.createDirectories(folder.resolve("project"));
        Files.writeString(root.resolve("train.py"), """
                import argparse
                parser = argparse.ArgumentParser()
                parser.add_argument("--amp", type=bool, default=True)
                print("amp is", parser.parse_args().amp)
                """);
        SimulationRecord record = run("python3 train.py \"$@\"", "{\"amp\":false}");
        assertThat(record.launched().command()).endsWith("--amp", "");
        assertThat(Files.readString(root.resolve(".flsys/simulations/" + ID.value() + "/log.ndjson")))
                .contains("amp is False");
    }

    @Test
    void a_command_that_failed_before_its_run_began_starts_again_and_the_first_error_is_no_reason() throws Exception {
        PreparedRun twice = new PreparedRun() {
            private int starts = 1;

            @Override
            public Launch launch() {
                return new Launch(
                        List.of(
                                "sh",
                                "-c",
                                "echo x >> starts; test $(wc -l < starts) = 2 || { echo 'E: slow'; exit 1; }"),
                        folder.resolve("project"),
                        Map.of(),
                        "process-task-test");
            }

            @Override
            public Optional<String> startsAgain() {
                return starts++ < 3 ? Optional.of("It starts again.") : Optional.empty();
            }
        };
        SimulationRecord record = run(new PreparedPlan(() -> twice), "{}");
        assertThat(record.state()).isEqualTo(SimulationState.COMPLETED);
        assertThat(record.report().detail()).isNull();
        assertThat(Files.readAllLines(folder.resolve("project/starts"))).hasSize(2);
        assertThat(Files.readString(folder.resolve("project/.flsys/simulations/" + ID.value() + "/log.ndjson")))
                .containsSubsequence("simulation_started", "E: slow", "It starts again.", "simulation_complete")
                .containsOnlyOnce("simulation_started");
    }
}
