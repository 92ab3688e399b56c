package dev.flsys.simulation.execution;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.flower.ProjectCommands;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.observer.ObservationSummary;
import dev.flsys.flower.observer.ObserverSettings;
import dev.flsys.flower.observer.Steering;
import dev.flsys.flower.observer.StoppedBy;
import dev.flsys.process.Launch;
import dev.flsys.project.ContentHashes;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.ProjectPython;
import dev.flsys.python.PythonSettings;
import dev.flsys.simulation.log.SimulationProblem;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.simulation.models.ModelFiles;
import dev.flsys.simulation.record.RetentionLimits;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationSettings;
import dev.flsys.simulation.record.SimulationStore;
import dev.flsys.testsupport.ServiceJson;
import dev.flsys.testsupport.TestProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Observed and steered runs of real processes that write events as the observer does. */
@Timeout(60)
class ObservationTest {

    private static final Executor THREADS = task -> new Thread(task).start();
    private static final ObjectMapper JSON = ServiceJson.MAPPER;

    /** Ends its training after round 2 of 9, as the observer lets it do. */
    private static final String STOPPED = """
            events=$FLSYS_OBSERVER/events.ndjson
            echo 'INFO :      Starting Flower ServerApp, config: num_rounds=9, no round_timeout'
            echo '{"event":"training_started","training":1,"api":"legacy","strategy":"FedAvg"}' >> $events
            echo 'INFO :      [ROUND 1]'
            echo '{"event":"client","training":1,"round":1,"phase":"train","node":"7","examples":5}' >> $events
            echo 'INFO :      [ROUND 2]'
            echo '{"event":"stopped","training":1,"round":2,"rule":"target","detail":"accuracy 0.95"}' >> $events
            echo 'INFO :      [SUMMARY]'
            """;

    /** Has a loop of its own, which never ends. */
    private static final String OWN_LOOP = """
            echo 'INFO :      [ROUND 1]'
            echo "INFO :      fit progress: (1, 0.5, {'accuracy': 0.8}, 1.0)"
            until [ -e go ]; do sleep 0.05; done
            echo 'INFO :      [ROUND 2]'
            sleep 20 & sleep 20
            """;

    @TempDir
    Path root;

    private final ObserverSettings on = new ObserverSettings(true, 3, 1_000_000);

    private final class Run {

        private final SimulationStore store;
        private final ObservedRuns runs;
        private final Simulation simulation;
        private final RunSteering steering;
        private final FlowerProject project;
        private final ObserverSettings settings;

        Run(String script, String flsys, ObserverSettings settings) throws IOException {
            Files.writeString(root.resolve("run.sh"), script);
            this.project = new FlowerProject(root);
            this.settings = settings;
            this.store = new SimulationStore(project, JSON);
            this.runs = new ObservedRuns(project, store, JSON);
            this.simulation = Simulation.create(
                    SimulationRecord.Request.of("me", JSON.readTree("{\"flsys\":" + flsys + "}"), null),
                    StartParameters.read(JSON.createObjectNode()),
                    store);
            this.steering = new RunSteering(
                    runs,
                    new SimulationSettings(
                            new StartCommand(List.of("run.sh")),
                            Optional.empty(),
                            1,
                            1,
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(1),
                            Long.MAX_VALUE,
                            Long.MAX_VALUE,
                            new RetentionLimits(0, 0, null, null),
                            settings,
                            false));
        }

        SimulationRecord end() throws IOException {
            Files.createDirectories(root.resolve("weights"));
            PythonSettings python = new PythonSettings(Optional.of(Path.of("/usr/bin/python3")));
            try (ProjectCommands commands = new ProjectCommands(
                    StartCommand.parse("bash run.sh").orElseThrow(), project, new ProjectPython(project, python))) {
                new ProcessTask(
                                simulation,
                                commands,
                                store,
                                new ModelFiles(
                                        new TestProject(root, root.resolve("weights")).catalog(),
                                        project,
                                        new ContentHashes()),
                                new Observation(simulation, store, runs, settings, record -> Optional.empty()),
                                Long.MAX_VALUE,
                                () -> {},
                                THREADS,
                                Clock.systemUTC())
                        .run();
            }
            return store.find(simulation.id()).orElseThrow();
        }

        void steer(String change) throws JsonProcessingException {
            steering.change(simulation, Steering.Change.read(JSON.readTree(change)));
        }

        RunSteering.Answer answer() {
            return steering.answer(simulation.state(), simulation);
        }
    }

    @Test
    void a_run_that_a_rule_ended_is_completed_with_that_rule() throws IOException {
        Run run = new Run(STOPPED, "{\"stop\":{\"rules\":[{\"metric\":\"accuracy\",\"at_least\":0.9}]}}", on);

        SimulationRecord record = run.end();

        assertThat(record.state()).as(String.valueOf(record.report())).isEqualTo(SimulationState.COMPLETED);
        assertThat(record.report().exitCode()).isZero();
        assertThat(record.report().detail())
                .isEqualTo("It ended after round 2, because a metric reached its target: accuracy 0.95.");
        assertThat(record.training().stoppedBy()).isEqualTo(new StoppedBy("target", "accuracy 0.95", 2));
        assertThat(record.training().observed()).isEqualTo(new ObservationSummary("legacy", "FedAvg", null, 3, null));
        assertThat(requireNonNull(record.request().settings()).steering().rules())
                .hasSize(1);
        assertThat(run.runs.read(record.id()).clients(null, null, 10).rounds()).hasSize(1);
        assertThat(run.answer().steerable()).isFalse();
        // Another service reads the same events.
        assertThat(new ObservedRuns(run.project, run.store, JSON)
                        .read(record.id())
                        .clients(null, null, 10))
                .isEqualTo(run.runs.read(record.id()).clients(null, null, 10));
    }

    @Test
    void a_run_that_crashed_after_a_rule_ended_its_training_failed() throws IOException {
        SimulationRecord record = new Run(STOPPED + "exit 3\n", "null", on).end();

        assertThat(record.state()).isEqualTo(SimulationState.FAILED);
        assertThat(record.training().stoppedBy()).isEqualTo(new StoppedBy("target", "accuracy 0.95", 2));
    }

    @Test
    void a_run_that_was_cut_without_a_rule_is_still_doubted() throws IOException {
        String crashed =
                STOPPED.replaceAll("(?m)^.*stopped.*$", "echo 'ValueError: no'").replace("[SUMMARY]", "");
        SimulationRecord record = new Run(crashed.replace("echo 'ValueError: no'", """
                                echo 'Traceback (most recent call last):'
                                echo '  File "a.py", line 1, in <module>'
                                echo 'ValueError: no'"""), "null", on).end();

        assertThat(record.state()).isEqualTo(SimulationState.FAILED);
    }

    @Test
    void the_process_of_a_loop_that_is_not_observed_is_ended_after_the_round_on_request() throws Exception {
        for (ObserverSettings settings : List.of(on, ObserverSettings.OFF)) {
            Files.deleteIfExists(root.resolve("go"));
            Run run = new Run(OWN_LOOP, "null", settings);
            Thread steers = new Thread(() -> {
                Awaitility.await().until(() -> run.simulation.state().state() == SimulationState.RUNNING);
                try {
                    run.steer("{\"stop_after_round\":true}");
                    run.steer("{\"stop_after_round\":true}");
                    Files.createFile(root.resolve("go"));
                } catch (IOException failed) {
                    throw new IllegalStateException(failed);
                }
            });
            steers.start();

            SimulationRecord record = run.end();

            steers.join();
            assertThat(record.state()).as(String.valueOf(record.report())).isEqualTo(SimulationState.COMPLETED);
            assertThat(record.report().exitCode()).isZero();
            assertThat(record.training().stoppedBy()).isEqualTo(new StoppedBy("requested", null, 1));
            assertThat(record.report().detail()).startsWith("It ended after round 1, as requested.");
            assertThat(isAlive(record.launched().marker())).isFalse();
        }
    }

    private static boolean isAlive(String marker) throws IOException, InterruptedException {
        Process grep = new ProcessBuilder(
                        "bash", "-c", "grep -lsz \"^FLSYS_MARKER=$1\" /proc/[0-9]*/environ", "-", marker)
                .redirectErrorStream(true)
                .start();
        boolean found = grep.inputReader().readLine() != null;
        grep.waitFor(10, TimeUnit.SECONDS);
        return found;
    }

    @Test
    void rules_for_a_run_that_is_not_observed_are_refused_with_the_reason() throws IOException {
        Run off = new Run(OWN_LOOP, "null", ObserverSettings.OFF);
        assertThatThrownBy(() -> off.steer("{\"rules\":[{\"seconds\":5}]}"))
                .isInstanceOf(SimulationProblem.class)
                .hasMessageContaining("SIMULATION_OBSERVE is off");
        off.steer("{\"rules\":[]}");
        assertThat(off.answer().reason()).isEqualTo("SIMULATION_OBSERVE is off.");

        Run run = new Run(OWN_LOOP, "null", on);
        run.steer("{\"rules\":[{\"seconds\":5}]}");
        assertThat(run.answer().steerable()).isTrue();
        assertThat(run.answer().steering().rules()).hasSize(1);
        Observation observation = new Observation(run.simulation, run.store, run.runs, on, record -> Optional.empty());
        observation.addObserver(Launch.of(List.of("x"), root, Map.of()));
        observation.roundEnded(1);
        assertThatThrownBy(() -> run.steer("{\"rules\":[{\"seconds\":6}]}"))
                .hasMessageContaining("not a loop of Flower");
        assertThat(run.answer().steerable()).isFalse();
        assertThat(Files.readString(run.store.path(run.simulation.id()).resolve("observer/control.json")))
                .isEqualTo("{\"stop_after_round\":false,\"rules\":[{\"seconds\":5.0}]}");
    }
}
