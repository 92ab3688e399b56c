package dev.flsys.tracking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.access.Caller;
import dev.flsys.access.SessionId;
import dev.flsys.project.FlowerProject;
import dev.flsys.simulation.RunSource;
import dev.flsys.simulation.SimulationListener;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationLog;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.tracking.mlflow.MlflowServer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Sends the runs of this service to TensorBoard and MLflow while they run. Thread-safe. */
@ApplicationScoped
class Tracking implements SimulationListener {

    private static final Duration UNIT = Duration.ofSeconds(1);

    private final RunSource source;
    private final ObjectMapper json;
    private final Optional<RunExports> tensorboard;
    private final Optional<RunExports> mlflow;
    private final String address;

    @Inject
    Tracking(RunSource source, TrackingSettings settings, FlowerProject project, ObjectMapper json) {
        this.source = source;
        this.json = json;
        this.address = settings.mlflow().map(Object::toString).orElse("").replaceAll("/+$", "");
        this.tensorboard = settings.tensorboard()
                .map(folder ->
                        TensorBoardExport.tool(project.root().resolve(folder).normalize(), source, json))
                .map(tool -> new RunExports(tool, runs(source), UNIT));
        this.mlflow = settings.mlflow()
                .map(uri -> new MlflowServer(uri, settings.credentials(), json))
                .map(server -> MlflowExport.tool(address, settings.experiment(), server, source, json))
                .map(tool -> new RunExports(tool, runs(source), UNIT));
    }

    private static RunExports.Runs runs(RunSource source) {
        return new RunExports.Runs() {
            @Override
            public boolean areHere() {
                return source.runsSimulations();
            }

            @Override
            public Optional<SimulationRecord> record(SimulationId id) {
                return source.record(id);
            }

            @Override
            public List<SimulationId> with(String file, int max) {
                return source.with(file, max);
            }
        };
    }

    void start(@Observes StartupEvent event) {
        List<RunExports> all = all().toList();
        all.forEach(RunExports::start);
        if (!all.isEmpty()) {
            source.listen(this);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        all().forEach(RunExports::close);
    }

    private Stream<RunExports> all() {
        return Stream.concat(tensorboard.stream(), mlflow.stream());
    }

    @Override
    public void onBegun(SessionId owner, SimulationLog log) {
        all().forEach(each -> each.add(log.id()));
    }

    /**
     * The export of a simulation to MLflow.
     *
     * @param status {@code none}, {@code sending}, {@code sent} or {@code refused}
     * @param experimentId id of the experiment in MLflow; null before the run is made there
     * @param runId id of the run in MLflow; null before it is made
     * @param url page of the run in MLflow; null before it is made
     * @param detail the reason why it is refused, or not sent now; null if there is no reason
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "MlflowExport")
    public record MlflowStatus(
            @JsonProperty("simulation_id") SimulationId simulationId,
            String status,
            @JsonProperty("experiment_id") @Nullable String experimentId,
            @JsonProperty("run_id") @Nullable String runId,
            @Nullable String url,
            @Nullable String detail) {}

    /**
     * Sends a complete simulation to MLflow, now or as soon as the server answers. A run that exists there already gets
     * the missing data.
     *
     * @throws dev.flsys.problem.Problem if it is not the caller's, EXPORT_MLFLOW_URI is not set, or it cannot be stored
     */
    MlflowStatus send(Caller caller, SimulationId id) {
        SimulationRecord record = source.own(caller, id);
        RunExports exports = mlflow.orElseThrow(TrackingProblem::noMlflow);
        if (record.times().started() == null && record.state().isFinal()) {
            throw TrackingProblem.neverStarted();
        }
        if (!exports.has(id)) {
            try {
                StateFile<MlflowExport.State> states = MlflowExport.states(id, source, json);
                states.write(MlflowExport.State.resume(states.read(), address));
            } catch (IOException unwritable) {
                throw TrackingProblem.unwritable();
            }
            exports.add(id);
        }
        return status(id);
    }

    /**
     * The export of a simulation to MLflow, for a caller that reads it.
     *
     * @throws dev.flsys.problem.Problem if it is private and not the caller's, or EXPORT_MLFLOW_URI is not set
     */
    MlflowStatus status(Caller caller, SimulationId id) {
        source.readable(caller, id);
        return status(id);
    }

    private MlflowStatus status(SimulationId id) {
        RunExports exports = mlflow.orElseThrow(TrackingProblem::noMlflow);
        boolean waits = exports.has(id);
        Optional<MlflowExport.State> state = MlflowExport.states(id, source, json)
                .read()
                .filter(each -> each.server().equals(address));
        String experiment = state.map(MlflowExport.State::experiment).orElse(null);
        String run =
                experiment == null ? null : state.map(MlflowExport.State::run).orElse(null);
        String refused = state.map(MlflowExport.State::refused).orElse(null);
        boolean done = state.filter(MlflowExport.State::done).isPresent();
        String status = refused != null ? "refused" : done ? "sent" : waits ? "sending" : "none";
        return new MlflowStatus(
                id,
                status,
                experiment,
                run,
                run == null ? null : address + "/#/experiments/" + experiment + "/runs/" + run,
                refused != null || done ? refused : waits ? exports.failure(id).orElse(null) : null);
    }
}
