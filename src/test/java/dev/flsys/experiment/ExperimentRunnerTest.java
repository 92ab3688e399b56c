package dev.flsys.experiment;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.flsys.access.SessionId;
import dev.flsys.project.FlowerProject;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.simulation.record.SimulationRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order of runs, and a runner that ends at any moment. */
class ExperimentRunnerTest {

    private static final ObjectMapper JSON =
            JsonMapper.builder().findAndAddModules().build();

    @TempDir
    Path folder;

    private final FakeRuns runs = new FakeRuns();
    private final MovingClock clock = new MovingClock();
    private ActiveExperiments active;
    private ExperimentRunner runner;

    private static final class MovingClock extends Clock {
        private Instant now = FakeRuns.START;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @BeforeEach
    void start() {
        restart();
    }

    /** A new service on the same files. */
    private void restart() {
        active = new ActiveExperiments(runs, new ExperimentStore(new FlowerProject(folder), JSON), clock);
        runner = new ExperimentRunner(runs, active, clock);
    }

    private ExperimentId add(String parameters, int repeats) throws Exception {
        ExperimentRequest request = ExperimentRequest.read(JSON.readTree(
                "{\"name\":\"n\",\"parameters\":" + parameters + ",\"repeats\":" + repeats + ",\"seed\":\"seed\"}"));
        Experiment made = Experiment.create(
                ExperimentId.next(clock.instant()), new SessionId("me"), "n", request.grid(0), clock.instant());
        active.add(made);
        return made.id();
    }

    private Experiment now(ExperimentId id) {
        return active.find(id).orElseThrow();
    }

    private Experiment stored(ExperimentId id) throws Exception {
        Path file = folder.resolve(".flsys/experiments").resolve(id.value()).resolve("experiment.json");
        return JSON.readValue(Files.readAllBytes(file), Experiment.class);
    }

    private int count(ExperimentId id, CellState state) {
        return requireNonNull(now(id).counts().get(state));
    }

    private List<String> parameters() {
        return runs.records.values().stream()
                .map(run -> run.request().parameters().toString())
                .toList();
    }

    /** Completes each run until nothing runs any more; the number of steps is bounded. */
    private void completeAll() {
        for (int i = 0; i < 100; i++) {
            runner.advance();
            if (runs.in(SimulationState.RUNNING).isEmpty()) {
                return;
            }
            runs.complete();
        }
        throw new AssertionError("still running");
    }

    @Test
    void all_settings_get_their_first_run_before_any_gets_its_second() throws Exception {
        ExperimentId id = add("{\"lr\":[0.1,0.2]}", 2);

        completeAll();

        assertThat(parameters())
                .containsExactly(
                        "{\"lr\":0.1,\"seed\":0}",
                        "{\"lr\":0.2,\"seed\":0}",
                        "{\"lr\":0.1,\"seed\":1}",
                        "{\"lr\":0.2,\"seed\":1}");
        assertThat(now(id).state()).isEqualTo(ExperimentState.COMPLETED);
        assertThat(stored(id)).isEqualTo(now(id));
        assertThat(runs.begun).hasSize(4);
        assertThat(runs.records.values()).allSatisfy(run -> {
            assertThat(run.request().owner()).isEqualTo("me");
            assertThat(requireNonNull(run.request().experiment()).id()).isEqualTo(id.value());
        });
    }

    @Test
    void no_more_runs_are_queued_than_may_run_at_the_same_time() throws Exception {
        runs.maxRunning = 2;
        ExperimentId first = add("{\"lr\":[1,2,3]}", 1);
        ExperimentId second = add("{\"lr\":[1,2,3]}", 1);

        runner.advance();
        runner.advance();

        assertThat(runs.records).hasSize(2);
        assertThat(count(first, CellState.RUNNING)).isEqualTo(1);
        assertThat(count(second, CellState.RUNNING)).isEqualTo(1);
    }

    @Test
    void two_experiments_take_turns() throws Exception {
        ExperimentId first = add("{\"lr\":[1,2,3]}", 1);
        ExperimentId second = add("{\"lr\":[1,2,3]}", 1);

        completeAll();

        assertThat(runs.records.values())
                .extracting(run -> requireNonNull(run.request().experiment()).id())
                .containsExactly(
                        first.value(), second.value(), first.value(), second.value(), first.value(), second.value());
    }

    @Test
    void a_killed_service_starts_exactly_what_is_missing() throws Exception {
        ExperimentId id = add("{\"lr\":[1,2,3]}", 3);
        for (int i = 0; i < 4; i++) {
            runner.advance();
            runs.complete();
        }
        runner.advance();
        runs.kill();
        restart();

        completeAll();

        assertThat(now(id).counts()).containsEntry(CellState.COMPLETED, 9);
        assertThat(runs.records).hasSize(10);
        assertThat(runs.in(SimulationState.COMPLETED))
                .extracting(run -> run.request().parameters().toString())
                .hasSize(9)
                .doesNotHaveDuplicates();
        assertThat(now(id).cells())
                .extracting(Cell::attempt)
                .containsOnlyOnce(2)
                .containsOnly(1, 2);
    }

    @Test
    void a_run_that_was_accepted_before_the_experiment_was_stored_is_found_again() throws Exception {
        ExperimentId id = add("{\"lr\":[1,2]}", 1);
        Path file = folder.resolve(".flsys/experiments").resolve(id.value()).resolve("experiment.json");
        byte[] before = Files.readAllBytes(file);
        runner.advance();
        // Killed between the two files: the run has its record, and the experiment does not know it.
        Files.write(file, before);
        SimulationRecord run = runs.in(SimulationState.RUNNING).get(0);
        runs.end(run, SimulationState.COMPLETED, null);
        restart();

        completeAll();

        assertThat(runs.records).hasSize(2);
        assertThat(now(id).cells().get(0).run()).isEqualTo(run.id());
        assertThat(now(id).state()).isEqualTo(ExperimentState.COMPLETED);
    }

    @Test
    void a_run_that_continued_elsewhere_is_followed_and_not_started_again() throws Exception {
        ExperimentId id = add("{\"lr\":[1]}", 1);
        runner.advance();
        restart();
        runner.advance();
        assertThat(count(id, CellState.RUNNING)).isEqualTo(1);

        runs.complete();
        runner.advance();

        assertThat(runs.records).hasSize(1);
        assertThat(now(id).state()).isEqualTo(ExperimentState.COMPLETED);
    }

    @Test
    void a_run_that_ended_with_the_service_is_started_again_but_one_that_a_user_stopped_is_not() throws Exception {
        ExperimentId id = add("{\"lr\":[1,2]}", 1);
        runner.advance();
        runs.end(runs.in(SimulationState.RUNNING).get(0), SimulationState.STOPPED, "The service was stopped.");
        runner.advance();
        assertThat(count(id, CellState.RUNNING)).isEqualTo(1);
        assertThat(now(id).cells().get(0).attempt()).isEqualTo(2);

        runs.end(runs.in(SimulationState.RUNNING).get(0), SimulationState.STOPPED, null);
        completeAll();

        assertThat(now(id).counts()).containsEntry(CellState.STOPPED, 1).containsEntry(CellState.COMPLETED, 1);
    }

    @Test
    void a_cell_that_ends_the_service_again_and_again_is_given_up() throws Exception {
        ExperimentId id = add("{\"lr\":[1]}", 1);
        for (int i = 0; i < 30; i++) {
            runner.advance();
            runs.kill();
            restart();
        }

        runner.advance();

        assertThat(runs.records).hasSize(Cell.MAX_INTERRUPTIONS);
        assertThat(count(id, CellState.INTERRUPTED)).isEqualTo(1);
        assertThat(now(id).state()).isEqualTo(ExperimentState.COMPLETED);
    }

    @Test
    void a_paused_experiment_starts_nothing_also_after_a_restart() throws Exception {
        ExperimentId id = add("{\"lr\":[1,2]}", 1);
        runner.advance();
        active.change(id, each -> each.paused(null, clock.instant()));
        runs.complete();
        restart();
        runner.advance();
        assertThat(runs.records).hasSize(1);
        assertThat(count(id, CellState.WAITING)).isEqualTo(1);

        active.change(id, each -> each.resumed(clock.instant()));
        completeAll();

        assertThat(now(id).state()).isEqualTo(ExperimentState.COMPLETED);
    }

    @Test
    void a_stopped_experiment_stays_so_when_its_service_is_killed_before_its_run_ended() throws Exception {
        ExperimentId id = add("{\"lr\":[1,2]}", 1);
        runner.advance();
        active.change(id, each -> each.stopped(clock.instant()));
        runs.kill();
        restart();

        runner.advance();

        assertThat(now(id).state()).isEqualTo(ExperimentState.STOPPED);
        assertThat(now(id).counts()).containsEntry(CellState.STOPPED, 2);
        assertThat(runs.records).hasSize(1);
    }

    @Test
    void a_run_of_a_stopped_experiment_that_continued_elsewhere_is_stopped_after_a_restart() throws Exception {
        ExperimentId id = add("{\"lr\":[1]}", 1);
        runner.advance();
        active.change(id, each -> each.stopped(clock.instant()));
        restart();

        runner.advance();

        assertThat(runs.stopped).hasSize(1);
        assertThat(count(id, CellState.STOPPED)).isEqualTo(1);
    }

    @Test
    void only_the_failed_cells_are_repeated() throws Exception {
        ExperimentId id = add("{\"lr\":[1,2,3]}", 1);
        runner.advance();
        runs.end(runs.in(SimulationState.RUNNING).get(0), SimulationState.FAILED, "It broke.");
        completeAll();
        assertThat(now(id).cells().get(0).reason()).isEqualTo("It broke.");
        assertThat(now(id).state()).isEqualTo(ExperimentState.COMPLETED);

        active.change(id, each -> each.retried(RetryRequest.read(null, 3).of(each.cells()), clock.instant()));
        completeAll();

        assertThat(runs.records).hasSize(4);
        assertThat(now(id).counts()).containsEntry(CellState.COMPLETED, 3);
        assertThatThrownBy(() -> active.change(
                        id, each -> each.retried(RetryRequest.read(null, 3).of(each.cells()), clock.instant())))
                .isInstanceOf(ExperimentProblem.class)
                .hasMessageContaining("No run");
    }

    @Test
    void a_deleted_run_is_a_deleted_cell() throws Exception {
        ExperimentId id = add("{\"lr\":[1,2]}", 1);
        runner.advance();
        runs.records.clear();

        completeAll();

        assertThat(now(id).counts()).containsEntry(CellState.DELETED, 1).containsEntry(CellState.COMPLETED, 1);
    }

    @Test
    void refused_parameters_fail_their_cell_and_a_full_queue_only_delays_it() throws Exception {
        ExperimentId id = add("{\"lr\":[1,2]}", 1);
        runs.refusal = new FakeRuns.Refusal(429, "full");
        runner.advance();
        assertThat(now(id).counts()).containsEntry(CellState.WAITING, 2);
        runs.refusal = null;
        runner.advance();
        assertThat(runs.records).as("before the patience is over").isEmpty();
        clock.now = clock.now.plus(Duration.ofSeconds(3));
        runs.refusal = new FakeRuns.Refusal(400, "No such option.");

        runner.advance();

        assertThat(now(id).counts()).containsEntry(CellState.FAILED, 2);
        assertThat(stored(id).cells().get(1).reason()).isEqualTo("No such option.");
    }

    @Test
    void a_missing_start_script_pauses_the_experiment_with_the_reason() throws Exception {
        ExperimentId id = add("{\"lr\":[1,2]}", 1);
        runs.refusal = new FakeRuns.Refusal(409, "There is no train.py.");

        runner.advance();

        assertThat(stored(id).state()).isEqualTo(ExperimentState.PAUSED);
        assertThat(stored(id).reason()).isEqualTo("There is no train.py.");
    }

    @Test
    void a_service_without_the_simulations_of_the_project_starts_nothing() throws Exception {
        ExperimentId id = add("{\"lr\":[1,2]}", 1);
        runs.here = false;
        runner.advance();
        assertThat(runs.records).isEmpty();

        // Another service ended it meanwhile.
        ActiveExperiments other =
                new ActiveExperiments(runs, new ExperimentStore(new FlowerProject(folder), JSON), clock);
        other.change(id, each -> each.stopped(clock.instant()));
        runs.here = true;
        runner.advance();

        assertThat(runs.records).isEmpty();
        assertThat(now(id).state()).isEqualTo(ExperimentState.STOPPED);
    }

    @Test
    void a_damaged_experiment_is_left_alone_and_the_others_continue() throws Exception {
        ExperimentId damaged = add("{\"lr\":[1]}", 1);
        ExperimentId whole = add("{\"lr\":[1]}", 1);
        Files.writeString(
                folder.resolve(".flsys/experiments").resolve(damaged.value()).resolve("experiment.json"), "{\"id\":");
        restart();

        completeAll();

        assertThat(active.find(damaged)).isEmpty();
        assertThat(now(whole).state()).isEqualTo(ExperimentState.COMPLETED);
    }

    @Test
    void a_completed_cell_keeps_how_long_its_run_took() throws Exception {
        ExperimentId id = add("{\"lr\":[1]}", 1);

        completeAll();

        assertThat(now(id).cells().get(0).seconds()).isEqualTo(10.0);
        assertThat(Map.copyOf(now(id).counts())).containsEntry(CellState.COMPLETED, 1);
    }
}
