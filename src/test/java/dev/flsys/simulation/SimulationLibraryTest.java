package dev.flsys.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.access.Caller;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.observer.ObserverSettings;
import dev.flsys.project.ContentHashes;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.ProjectPython;
import dev.flsys.python.PythonSettings;
import dev.flsys.simulation.execution.ObservedRuns;
import dev.flsys.simulation.list.RunLabels;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.models.RunModels;
import dev.flsys.simulation.provenance.Provenances;
import dev.flsys.simulation.record.Outcome;
import dev.flsys.simulation.record.RetentionLimits;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationSettings;
import dev.flsys.simulation.record.SimulationStore;
import dev.flsys.testsupport.ServiceJson;
import dev.flsys.testsupport.TestProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limits on stored simulations, and their deletion. */
class SimulationLibraryTest {

    private static final ObjectMapper JSON = ServiceJson.MAPPER;
    private static final Caller OPERATOR = new Caller(Optional.empty(), true);
    private static final long SIZE = 2_000;

    private final TestProject test;
    private final FlowerProject project;
    private final SimulationStore store;
    private Set<Path> inUse = Set.of();
    private Set<String> experiments = Set.of();

    SimulationLibraryTest(@TempDir Path folder) {
        test = TestProject.in(folder);
        project = test.project();
        store = new SimulationStore(project, JSON);
    }

    private SimulationLibrary library(@Nullable Integer runs, @Nullable Long bytes) {
        RetentionLimits limits = new RetentionLimits(20, 1L << 30, runs, bytes);
        SimulationSettings settings = new SimulationSettings(
                new StartCommand(List.of("train.py")),
                Optional.empty(),
                1,
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                limits,
                ObserverSettings.OFF,
                false);
        RunModels models = new RunModels(project, store, JSON, limits, () -> inUse);
        ProjectPython python = new ProjectPython(project, new PythonSettings(Optional.empty()));
        Simulations simulations = new Simulations(
                settings,
                project,
                python,
                test.catalog(),
                store,
                new ContentHashes(),
                new Provenances(project, python, JSON),
                models,
                new ObservedRuns(project, store, JSON));
        return new SimulationLibrary(simulations, store, models, settings, experiments::contains);
    }

    private static SimulationId id(int number) {
        return new SimulationId("20261124-1000%02d-000000%02d".formatted(number, number));
    }

    /** Stores a simulation of {@link #SIZE} bytes. */
    private SimulationRecord store(int number, boolean ended) throws IOException {
        return store(number, ended, null);
    }

    private SimulationRecord store(int number, boolean ended, SimulationRecord.@Nullable Origin experiment)
            throws IOException {
        SimulationRecord record = SimulationRecord.queued(
                id(number),
                SimulationRecord.Request.of("me", JSON.createObjectNode(), experiment),
                Instant.EPOCH,
                "mark");
        record = ended ? record.ended(Outcome.stopped(null), Instant.EPOCH) : record;
        store.save(record);
        long left = SIZE - Files.size(store.file(id(number)));
        Files.write(store.path(id(number)).resolve("log.ndjson"), new byte[(int) left]);
        return record;
    }

    private void storeSix() throws IOException {
        for (int number = 1; number <= 6; number++) {
            store(number, number != 2);
        }
        store.saveLabels(id(1), new RunLabels(null, null, null, true, false));
        inUse = Set.of(store.models(id(3)).resolve("net.onnx"), project.root().resolve("deploy.onnx"));
    }

    @Test
    void the_oldest_simulations_are_deleted_except_those_that_run_are_pinned_or_have_the_deployed_model()
            throws IOException {
        storeSix();
        library(null, null).limit();
        assertThat(store.ids()).as("no limit is set").hasSize(6);
        library(2, null).limit();
        assertThat(store.ids()).containsExactly(id(6), id(5), id(3), id(2), id(1));
        library(1, null).limit();
        assertThat(store.ids()).containsExactly(id(6), id(3), id(2), id(1));
    }

    @Test
    void bytes_are_limited_and_the_latest_simulation_remains() throws IOException {
        storeSix();
        library(null, 2 * SIZE).limit();
        assertThat(store.ids()).containsExactly(id(6), id(5), id(3), id(2), id(1));
        library(null, SIZE / 2).limit();
        assertThat(store.ids()).containsExactly(id(6), id(3), id(2), id(1));
    }

    @Test
    void the_runs_of_a_stored_experiment_remain() throws IOException {
        experiments = Set.of("of 1 and 3");
        for (int number = 1; number <= 5; number++) {
            String experiment = number % 2 == 0 ? "deleted" : number == 5 ? null : "of 1 and 3";
            store(number, true, experiment == null ? null : new SimulationRecord.Origin(experiment, number, 1));
        }
        library(1, null).limit();
        assertThat(store.ids()).containsExactly(id(5), id(3), id(1));
    }

    @Test
    void a_deletion_reports_the_bytes_of_all_files_and_leaves_models_on_request() throws IOException {
        store(2, false);
        for (int number : List.of(4, 5)) {
            store(number, true);
            Files.createDirectories(store.models(id(number)));
            Files.write(store.models(id(number)).resolve("net.pth"), new byte[500]);
        }
        SimulationLibrary library = library(null, null);
        assertThat(library.delete(OPERATOR, id(4), true)).isEqualTo(SIZE + 500);
        assertThat(library.delete(OPERATOR, id(5), false)).isEqualTo(SIZE);
        assertThat(store.models(id(5)).resolve("net.pth")).exists();
        assertThatThrownBy(() -> library.delete(OPERATOR, id(5), false)).hasFieldOrPropertyWithValue("status", 404);
        assertThatThrownBy(() -> library.delete(OPERATOR, id(2), true)).hasFieldOrPropertyWithValue("status", 409);
    }
}
