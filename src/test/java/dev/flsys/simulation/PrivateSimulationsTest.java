package dev.flsys.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.access.Caller;
import dev.flsys.access.SessionId;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.observer.ObserverSettings;
import dev.flsys.flower.progress.Round;
import dev.flsys.model.FilesInUse;
import dev.flsys.problem.Problem;
import dev.flsys.project.ContentHashes;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.ProjectPython;
import dev.flsys.python.PythonSettings;
import dev.flsys.simulation.execution.ObservedRuns;
import dev.flsys.simulation.list.RunLabels;
import dev.flsys.simulation.list.RunSearch;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationProblem;
import dev.flsys.simulation.models.RunModels;
import dev.flsys.simulation.provenance.Provenances;
import dev.flsys.simulation.record.Outcome;
import dev.flsys.simulation.record.RetentionLimits;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationSettings;
import dev.flsys.simulation.record.SimulationStore;
import dev.flsys.testsupport.ServiceJson;
import dev.flsys.testsupport.TestProject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The callers that may read, follow and stop a simulation, with and without SIMULATIONS_PRIVATE. */
class PrivateSimulationsTest {

    private static final ObjectMapper JSON = ServiceJson.MAPPER;
    private static final SimulationId ID = new SimulationId("20261124-100000-00000001");
    private static final Caller OWNER = new Caller(Optional.of(new SessionId("owner")), false);
    private static final Caller OTHER = new Caller(Optional.of(new SessionId("other")), false);
    private static final Caller NOBODY = new Caller(Optional.empty(), false);
    private static final Caller OPERATOR = new Caller(Optional.empty(), true);

    @TempDir
    Path folder;

    private FlowerProject project;

    @BeforeEach
    void storeSimulation() {
        project = new FlowerProject(folder);
        SimulationStore store = new SimulationStore(project, JSON);
        store.save(SimulationRecord.queued(
                        ID, new SessionId("owner"), JSON.createObjectNode(), Instant.EPOCH, "private-runs-test")
                .progressed(1, List.of(new Round(1, 0.5, null, 2, 0, null, Map.of())))
                .ended(Outcome.stopped(null), Instant.EPOCH));
        store.createLog(ID);
    }

    private static SimulationSettings settings(boolean privateRuns) {
        return new SimulationSettings(
                new StartCommand(List.of("train.py")),
                Optional.empty(),
                1,
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                new RetentionLimits(0, 0, null, null),
                ObserverSettings.OFF,
                privateRuns);
    }

    private RunModels models() {
        return new RunModels(
                project,
                new SimulationStore(project, JSON),
                JSON,
                settings(false).keep(),
                FilesInUse.NONE);
    }

    private SimulationLibrary library(Simulations simulations) {
        return new SimulationLibrary(
                simulations, new SimulationStore(project, JSON), models(), settings(false), experiment -> false);
    }

    private Simulations simulations(boolean privateRuns) {
        ProjectPython python = new ProjectPython(project, new PythonSettings(Optional.empty()));
        return new Simulations(
                settings(privateRuns),
                project,
                python,
                new TestProject(project.root(), folder).catalog(),
                new SimulationStore(project, JSON),
                new ContentHashes(),
                new Provenances(project, python, JSON),
                models(),
                new ObservedRuns(project, new SimulationStore(project, JSON), JSON));
    }

    private SimulationAnswers.Listing listing(Simulations simulations, Caller caller, String text) {
        SimulationLibrary library = library(simulations);
        RunSearch search = RunSearch.of(text, "", Set.of(), "", "", "", "");
        return SimulationAnswers.Listing.of(library.list(caller, search, "", 0, 10), caller, simulations, true, "loss");
    }

    private SimulationAnswers.Item item(Simulations simulations, Caller caller) {
        return listing(simulations, caller, "").simulations().get(0);
    }

    @Test
    void a_private_simulation_is_neither_shown_nor_found_by_its_labels_and_parameters() throws Exception {
        SimulationStore store = new SimulationStore(project, JSON);
        store.saveLabels(ID, new RunLabels("secret name", null, null, false, false));
        Simulations simulations = simulations(true);
        assertThat(listing(simulations, OWNER, "secret").total()).isEqualTo(1);
        assertThat(item(simulations, OWNER).labels().name()).isEqualTo("secret name");
        assertThat(item(simulations, OWNER).sparkline()).isNotNull();
        for (Caller caller : List.of(OTHER, NOBODY)) {
            assertThat(listing(simulations, caller, "secret").total()).isZero();
            assertThat(item(simulations, caller).labels().name()).isNull();
            assertThat(item(simulations, caller).parameters()).isNull();
            assertThat(item(simulations, caller).sparkline()).isNull();
            SimulationLibrary library = library(simulations);
            assertForbidden(() -> library.label(caller, ID, JSON.createObjectNode()), "X-Session");
            assertForbidden(() -> library.delete(caller, ID, true), "X-Session");
        }
    }

    private static void assertForbidden(Runnable call, String... parts) {
        assertThatThrownBy(call::run)
                .isInstanceOf(SimulationProblem.class)
                .satisfies(refused -> assertThat(((Problem) refused).status()).isEqualTo(403))
                .hasMessageContainingAll(parts);
    }

    @Test
    void a_simulation_can_be_read_by_all_callers() {
        Simulations simulations = simulations(false);
        for (Caller caller : List.of(OWNER, OTHER, NOBODY, OPERATOR)) {
            assertThat(simulations.find(caller, ID).id()).isEqualTo(ID);
            assertThat(simulations.log(caller, ID).id()).isEqualTo(ID);
        }
        SimulationAnswers.Item item = item(simulations, OTHER);
        assertThat(item.own()).isFalse();
        assertThat(item.readable()).isTrue();
        assertForbidden(() -> simulations.stop(OTHER, ID), "X-Session", "GET /api/simulations/");
        assertForbidden(() -> simulations.liveLog(OTHER, ID), "token", "GET /api/simulations/");
    }

    @Test
    void a_private_simulation_can_be_read_by_its_session_and_the_operator_only() {
        Simulations simulations = simulations(true);
        for (Caller caller : List.of(OTHER, NOBODY)) {
            assertForbidden(() -> simulations.find(caller, ID), "SIMULATIONS_PRIVATE", "X-Session");
            assertForbidden(() -> simulations.log(caller, ID), "SIMULATIONS_PRIVATE");
            assertForbidden(() -> simulations.liveLog(caller, ID), "token");
            assertForbidden(() -> simulations.stop(caller, ID), "X-Session");
            SimulationAnswers.Item item = item(simulations, caller);
            assertThat(item.readable()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_session_and_the_operator_may_do_everything(boolean privateRuns) {
        Simulations simulations = simulations(privateRuns);
        for (Caller caller : List.of(OWNER, OPERATOR)) {
            assertThatCode(() -> {
                        simulations.find(caller, ID);
                        simulations.log(caller, ID);
                        simulations.liveLog(caller, ID);
                        simulations.stop(caller, ID);
                    })
                    .doesNotThrowAnyException();
            SimulationAnswers.Item item = item(simulations, caller);
            assertThat(item.own() && item.readable()).isTrue();
        }
    }
}
