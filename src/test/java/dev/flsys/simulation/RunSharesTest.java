package dev.flsys.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.access.Caller;
import dev.flsys.access.SessionId;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.observer.ObserverSettings;
import dev.flsys.problem.Problem;
import dev.flsys.project.ContentHashes;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.ProjectPython;
import dev.flsys.python.PythonSettings;
import dev.flsys.simulation.archive.RunArchive;
import dev.flsys.simulation.execution.ObservedRuns;
import dev.flsys.simulation.log.SimulationEvent;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationLog;
import dev.flsys.simulation.models.RunModels;
import dev.flsys.simulation.provenance.Provenances;
import dev.flsys.simulation.record.Outcome;
import dev.flsys.simulation.record.RetentionLimits;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationSettings;
import dev.flsys.simulation.record.SimulationStore;
import dev.flsys.simulation.share.RunShares;
import dev.flsys.simulation.share.ShareFiles;
import dev.flsys.simulation.share.ShareProblem;
import dev.flsys.simulation.share.ShareTokens;
import dev.flsys.simulation.share.SharedRunResource;
import dev.flsys.testsupport.ServiceJson;
import dev.flsys.testsupport.TestProject;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may share a simulation, and what a token opens. Simulations are private. */
class RunSharesTest {

    private static final ObjectMapper JSON = ServiceJson.MAPPER;
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final SimulationId RUN = new SimulationId("20261124-100001-00000001");
    private static final SimulationId OTHER = new SimulationId("20261124-100002-00000002");
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Caller OWNER = new Caller(Optional.of(new SessionId("me")), false);
    private static final Caller OPERATOR = new Caller(Optional.empty(), true);

    private final ShareTokens tokens = new ShareTokens("a key of sufficient length");
    private final SimulationStore store;
    private final Simulations simulations;
    private final SimulationLibrary library;
    private final RunArchive archive;

    RunSharesTest(@TempDir Path folder) {
        TestProject test = TestProject.in(folder);
        FlowerProject project = test.project();
        store = new SimulationStore(project, JSON);
        RetentionLimits limits = new RetentionLimits(20, 1L << 30, null, null);
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
                true);
        ProjectPython python = new ProjectPython(project, new PythonSettings(Optional.empty()));
        Provenances provenances = new Provenances(project, python, JSON);
        RunModels models = new RunModels(project, store, JSON, limits, Set::of);
        simulations = new Simulations(
                settings,
                project,
                python,
                test.catalog(),
                store,
                new ContentHashes(),
                provenances,
                models,
                new ObservedRuns(project, store, JSON));
        library = new SimulationLibrary(simulations, store, models, settings, experiment -> false);
        archive = new RunArchive(project, store, provenances, JSON);
    }

    @BeforeEach
    void storeRuns() {
        store(RUN);
        store(OTHER);
    }

    private void store(SimulationId id) {
        store.save(SimulationRecord.queued(id, new SessionId("me"), JSON.createObjectNode(), NOW, "mark")
                .ended(Outcome.stopped(null), NOW));
    }

    private RunShares at(Instant now) {
        return new RunShares(simulations, store, tokens, new ShareFiles(JSON), Clock.fixed(now, ZoneOffset.UTC));
    }

    private static void refused(int status, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.status())
                .isEqualTo(status));
    }

    @Test
    void a_link_opens_its_run_for_everyone_until_it_is_revoked() {
        RunShares shares = at(NOW);
        RunShares.Link link = shares.create(OWNER, RUN, null);
        assertThat(shares.open(link.token()).record().id()).isEqualTo(RUN);
        assertThat(at(NOW).list(OPERATOR, RUN)).containsExactly(link);
        assertThat(shares.list(OWNER, OTHER)).isEmpty();
        refused(404, () -> shares.revoke(OWNER, OTHER, link.share().id()));
        at(NOW).revoke(OWNER, RUN, link.share().id());
        refused(404, () -> shares.open(link.token()));
        refused(404, () -> shares.requireValid(link.token()));
        refused(404, () -> shares.revoke(OWNER, RUN, link.share().id()));
    }

    @Test
    void only_those_who_may_change_a_run_share_it() {
        RunShares shares = at(NOW);
        String id = shares.create(OPERATOR, RUN, null).share().id();
        for (Caller stranger :
                List.of(new Caller(Optional.empty(), false), new Caller(Optional.of(new SessionId("you")), false))) {
            refused(403, () -> shares.create(stranger, RUN, null));
            refused(403, () -> shares.list(stranger, RUN));
            refused(403, () -> shares.revoke(stranger, RUN, id));
        }
        SimulationId unknown = new SimulationId("20261124-100003-00000003");
        refused(404, () -> shares.create(OWNER, unknown, null));
        assertThat(store.path(unknown)).doesNotExist();
        assertThat(shares.list(OWNER, RUN)).hasSize(1);
    }

    @Test
    void a_link_expires_at_its_time() {
        RunShares.Link link = at(NOW).create(OWNER, RUN, JSON.createObjectNode().put("expires_in", 60));
        assertThat(at(NOW.plusSeconds(59)).open(link.token()).share()).isEqualTo(link.share());
        refused(404, () -> at(NOW.plusSeconds(60)).open(link.token()));
    }

    @Test
    void a_run_has_at_most_20_links_that_are_valid() {
        RunShares shares = at(NOW);
        for (int number = 0; number < RunShares.MAX; number++) {
            shares.create(OWNER, RUN, JSON.createObjectNode().put("expires_in", 60));
        }
        refused(409, () -> shares.create(OWNER, RUN, null));
        shares.create(OWNER, OTHER, null);
        at(NOW.plusSeconds(60)).create(OWNER, RUN, null);
        assertThat(shares.list(OWNER, RUN)).hasSize(1);
    }

    @Test
    void a_deleted_run_has_no_link_even_if_its_id_is_used_again() throws IOException {
        RunShares shares = at(NOW);
        String token = shares.create(OWNER, RUN, null).token();
        store.delete(RUN);
        refused(404, () -> shares.open(token));
        store(RUN);
        refused(404, () -> shares.open(token));
    }

    @Test
    void a_run_that_is_deleted_without_its_models_has_no_link() throws IOException {
        RunShares shares = at(NOW);
        String token = shares.create(OWNER, RUN, null).token();
        Files.createDirectories(store.models(RUN));
        store.deleteExceptModels(RUN);
        refused(404, () -> shares.open(token));
        assertThat(store.path(RUN).resolve("shares")).doesNotExist();
    }

    @Test
    void a_log_that_is_being_sent_ends_when_its_link_is_revoked() {
        RunShares shares = at(NOW);
        RunShares.Link link = shares.create(OWNER, RUN, null);
        LongFunction<SimulationEvent> line =
                seq -> new SimulationEvent.Log(RUN, seq, "x".repeat(100), NOW, false, false);
        SimulationLog.Appender appender = store.appender(store.createLog(RUN));
        appender.append(Collections.nCopies(3_000, line));
        appender.close();
        AssertSubscriber<Buffer> client = new SharedRunResource(shares, simulations, library, archive)
                .text(link.token(), "0")
                .subscribe()
                .withSubscriber(AssertSubscriber.create(1));
        client.awaitItems(1, TIMEOUT);
        shares.revoke(OWNER, RUN, link.share().id());
        client.request(10).awaitFailure(failed -> assertThat(failed).isInstanceOf(ShareProblem.class), TIMEOUT);
        assertThat(client.getItems()).hasSize(1);
    }

    @Test
    void tokens_that_open_nothing_are_refused_alike() {
        RunShares shares = at(NOW);
        RunShares.Link link = shares.create(OWNER, RUN, null);
        String share = link.share().id();
        @Nullable String[] tokens = {
            null,
            "",
            "x".repeat(10_000),
            link.token() + "x",
            new ShareTokens("another key").sign(RUN.value(), share),
            this.tokens.sign(OTHER.value(), share),
            this.tokens.sign(RUN.value(), this.tokens.nextId()),
            this.tokens.sign("../../" + RUN.value(), share),
            this.tokens.sign(RUN.value(), "../simulation"),
        };
        for (String token : tokens) {
            refused(404, () -> shares.open(token));
            refused(404, () -> shares.log(token));
            refused(404, () -> shares.requireValid(token));
        }
        assertThat(shares.open(link.token()).record().id()).isEqualTo(RUN);
    }
}
