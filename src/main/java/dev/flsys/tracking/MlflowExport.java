package dev.flsys.tracking;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.simulation.RunSource;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.tracking.mlflow.MlflowMetric;
import dev.flsys.tracking.mlflow.MlflowNames;
import dev.flsys.tracking.mlflow.MlflowRefused;
import dev.flsys.tracking.mlflow.MlflowServer;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The export of a run to a run of an MLflow server, which is found by its tag. If the service was killed before it
 * stored the new position, a part is sent again. A server with a database then keeps equal values once. A server with a
 * file store keeps them twice.
 */
final class MlflowExport implements RunExport {

    static final String FILE = "mlflow.json";
    private static final String ID_TAG = "flsys.simulation_id";
    private static final Logger LOG = Logger.getLogger(MlflowExport.class);

    private final RunSource source;
    private final MlflowServer server;
    private final RunPoints points;
    private final StateFile<State> states;
    private final SimulationId id;
    private State state;

    /**
     * The state of the export.
     *
     * @param server address of the server
     * @param experiment id of the experiment there; null before the run is made
     * @param run id of the run there; null before it is made; with a null experiment, the server may have lost it
     * @param refused the reason if the server refused the run; null if it did not
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    record State(
            String server,
            @JsonProperty("experiment_id") @Nullable String experiment,
            @JsonProperty("run_id") @Nullable String run,
            Position position,
            boolean done,
            @Nullable String refused) {

        State {
            Objects.requireNonNull(server);
            Objects.requireNonNull(position);
        }

        /** Nothing has been sent. */
        static State begin(String server) {
            return new State(server, null, null, Position.START, false, null);
        }

        /** The state from which a run is sent again: the server gets the missing parts, if it still has the run. */
        static State resume(Optional<State> known, String server) {
            return known.filter(each -> each.server().equals(server) && each.refused() == null)
                    .map(each -> new State(server, null, each.run(), each.position(), false, null))
                    .orElseGet(() -> begin(server));
        }

        State at(Position next) {
            return new State(server, experiment, run, next, done, refused);
        }

        State ended(@Nullable String reason) {
            return new State(server, experiment, run, position, true, reason);
        }
    }

    private MlflowExport(
            RunSource source,
            MlflowServer server,
            RunPoints points,
            StateFile<State> states,
            SimulationId id,
            State state) {
        this.source = source;
        this.server = server;
        this.points = points;
        this.states = states;
        this.id = id;
        this.state = state;
    }

    static StateFile<State> states(SimulationId id, RunSource source, ObjectMapper json) {
        return new StateFile<>(source.file(id, FILE), State.class, json);
    }

    /** The tool that sends runs to the experiment {@code name} of a server. */
    static RunExports.Tool tool(
            String address, String experiment, MlflowServer server, RunSource source, ObjectMapper json) {
        return new RunExports.Tool() {
            @Override
            public String name() {
                return "MLflow (EXPORT_MLFLOW_URI)";
            }

            @Override
            public String file() {
                return FILE;
            }

            @Override
            public void mark(SimulationId id) throws IOException {
                StateFile<State> states = states(id, source, json);
                if (states.read().isEmpty()) {
                    states.write(State.begin(address));
                }
            }

            @Override
            public Optional<RunExport> open(SimulationRecord record) throws IOException {
                StateFile<State> states = states(record.id(), source, json);
                Optional<State> known = states.read();
                if (known.filter(State::done).isPresent()) {
                    return Optional.empty();
                }
                State state =
                        known.filter(each -> each.server().equals(address)).orElseGet(() -> State.begin(address));
                if (state.experiment() == null) {
                    state = createRun(record, state, server, experiment, source);
                    states.write(state);
                }
                RunPoints points = RunPoints.of(source, record, state.position(), json);
                return Optional.of(new MlflowExport(source, server, points, states, record.id(), state));
            }

            @Override
            public void giveUp(SimulationId id, String reason) {
                StateFile<State> states = states(id, source, json);
                try {
                    Optional<State> known = states.read();
                    if (known.isPresent() && source.record(id).isPresent()) {
                        State state = known.filter(each -> each.server().equals(address))
                                .orElseGet(() -> State.begin(address));
                        states.write(state.ended(reason));
                    }
                } catch (IOException unwritable) {
                    LOG.debugf(unwritable, "Could not record that MLflow refuses simulation %s", id);
                }
            }

            @Override
            public boolean isFinal(Exception failure) {
                return failure instanceof MlflowRefused;
            }
        };
    }

    private static State createRun(
            SimulationRecord record, State state, MlflowServer server, String experiment, RunSource source)
            throws IOException {
        RunFacts facts = RunFacts.of(record, source);
        String at = server.findOrCreateExperiment(experiment);
        Optional<String> known = server.findRun(at, ID_TAG, record.id().value());
        String run = known.isPresent()
                ? known.get()
                : server.createRun(
                        at,
                        facts.name(),
                        Objects.requireNonNullElse(
                                record.times().started(), record.times().requested()),
                        facts.tags());
        server.describe(run, facts.texts(), facts.tags());
        Position sent = run.equals(state.run()) ? state.position() : Position.START;
        return new State(state.server(), at, run, sent, false, null);
    }

    @Override
    public Next advance() throws IOException {
        String run = Objects.requireNonNull(state.run());
        List<MlflowMetric> metrics = new ArrayList<>();
        boolean more = true;
        while (more && metrics.size() < MlflowServer.MAX_METRICS) {
            Optional<Points> next = points.next();
            next.ifPresent(each -> each.values()
                    .forEach((tag, value) -> metrics.add(new MlflowMetric(
                            MlflowNames.key(tag), value, each.time().toEpochMilli(), each.step()))));
            more = next.isPresent();
        }
        for (int from = 0; from < metrics.size(); from += MlflowServer.MAX_METRICS) {
            server.logMetrics(run, metrics.subList(from, Math.min(metrics.size(), from + MlflowServer.MAX_METRICS)));
        }
        boolean over = !more && points.isOver();
        Optional<SimulationRecord> record = source.record(id);
        if (record.isEmpty()) {
            return Next.NOTHING;
        }
        if (over) {
            RunFacts facts = RunFacts.of(record.get(), source);
            server.describe(run, facts.texts(), facts.tags());
            server.update(
                    run,
                    status(record.get().state()),
                    facts.name(),
                    record.get().times().ended());
        }
        if (over || !metrics.isEmpty()) {
            state = over ? state.at(points.position()).ended(null) : state.at(points.position());
            states.write(state);
        }
        return over ? Next.NOTHING : more ? Next.MORE : Next.LATER;
    }

    private static String status(SimulationState state) {
        return switch (state) {
            case QUEUED, STARTING, RUNNING -> "RUNNING";
            case COMPLETED -> "FINISHED";
            case FAILED -> "FAILED";
            case STOPPED, INTERRUPTED -> "KILLED";
        };
    }

    @Override
    public void close() {
        points.close();
    }
}
