package dev.flsys.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flsys.flower.observer.Steering;
import dev.flsys.problem.Problem;
import dev.flsys.simulation.Simulations;
import dev.flsys.simulation.StartTicket;
import dev.flsys.simulation.log.SimulationEvent;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationLog;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.simulation.record.SimulationRecord;
import jakarta.inject.Singleton;
import java.util.Set;
import org.jboss.logging.Logger;

/** Handles the events of clients of both endpoints. Thread-safe. */
@Singleton
final class ClientEvents {

    private static final Logger LOG = Logger.getLogger(ClientEvents.class);
    private static final String START = "start_simulation";
    private static final String STOP = "stop_simulation";
    private static final String RESUME = "resume_simulation";
    /** Requests only an acknowledgement, because pages cannot see the pings of a WebSocket. */
    private static final String PING = "ping";

    /** The event that requests the resource use of a simulation. Clients that do not ask never get that event. */
    private static final String WATCH = "watch_resources";

    /** The event that requests the clients of a simulation. Clients that do not ask never get that event. */
    private static final String WATCH_CLIENTS = "watch_clients";

    private static final String UNWATCH_CLIENTS = "unwatch_clients";

    /** Requests the accuracy of the newest round. Clients that do not ask never get that event. */
    private static final String WATCH_ACCURACY = "watch_accuracy";

    private static final String STEER = "steer_simulation";

    /** The events of clients. */
    static final Set<String> KNOWN =
            Set.of(START, STOP, RESUME, PING, WATCH, WATCH_CLIENTS, UNWATCH_CLIENTS, WATCH_ACCURACY, STEER);

    private final Simulations simulations;
    private final LiveSessions sessions;

    ClientEvents(Simulations simulations, LiveSessions sessions) {
        this.simulations = simulations;
        this.sessions = sessions;
    }

    /**
     * The answer to an event.
     *
     * @param data the data of the acknowledgement
     * @param failed whether the event was rejected; {@code data} is then the data of {@code simulation_error}, with the
     *     reason also as {@code error}
     * @param afterwards an action that does not block, to be run when the acknowledgement has been queued
     */
    record Answer(ObjectNode data, boolean failed, Runnable afterwards) {

        /** The data of {@code simulation_error} for a rejected event. */
        ObjectNode error() {
            return data.deepCopy().without("error");
        }
    }

    boolean handles(String event) {
        return KNOWN.contains(event);
    }

    /** Handles an event of {@code client}. Never throws. Blocks while files are written. */
    Answer handle(LiveClient client, String event, JsonNode data) {
        try {
            return switch (event) {
                case START -> start(client, data);
                case STOP -> stop(client, data);
                case RESUME -> resume(client, data);
                case WATCH -> watch(LiveSessions.Topic.RESOURCES, client, data);
                case WATCH_CLIENTS -> watchClients(client, data);
                case UNWATCH_CLIENTS -> unwatch(LiveSessions.Topic.CLIENTS, client, readId(data));
                case WATCH_ACCURACY -> watch(LiveSessions.Topic.ACCURACY, client, data);
                case STEER -> steer(client, data);
                case PING -> new Answer(object(), false, () -> {});
                default -> refused("Unknown event. Use start_simulation, stop_simulation or resume_simulation.");
            };
        } catch (Problem problem) {
            return refused(problem.detail());
        } catch (RuntimeException unexpected) {
            LOG.error("Could not handle an event of a client", unexpected);
            return refused("The service failed. Its log has the cause.");
        }
    }

    /** The answer to a rejected event. */
    static Answer refused(String reason) {
        ObjectNode data = failure(reason).put("error", reason);
        return new Answer(data, true, () -> {});
    }

    /** The data of {@code simulation_error} for a request that is refused. It has no {@code simulation_id}. */
    static ObjectNode failure(String reason) {
        int code = SimulationEvent.Failed.NO_EXIT_CODE;
        return object().put("message", SimulationEvent.Failed.message(code))
                .put("exit_code", code)
                .put("detail", reason);
    }

    private Answer start(LiveClient client, JsonNode data) {
        StartTicket ticket = simulations.submit(client.session(), data);
        ObjectNode answer = object().put("simulation_id", ticket.id().value())
                .put("status", ticket.state().wireName());
        if (ticket.place() > 0) {
            answer.put("place", ticket.place());
        }
        return new Answer(answer, false, ticket::begin);
    }

    private Answer stop(LiveClient client, JsonNode data) {
        SimulationRecord simulation = simulations.stop(client.caller(), readId(data));
        ObjectNode answer =
                object().put("simulation_id", simulation.id().value()).put("status", simulation.stopStatus());
        return new Answer(answer, false, () -> {});
    }

    private Answer resume(LiveClient client, JsonNode data) {
        SimulationLog log = simulations.liveLog(client.caller(), readId(data));
        long after = readAfter(data);
        ObjectNode answer = object().put("simulation_id", log.id().value()).put("after", after);
        return new Answer(answer, false, () -> sessions.resume(log, after, client.connection()));
    }

    /** Begins a watch. Ends it if the data has {@code "watch": false}, or if there will be no data. */
    private Answer watch(LiveSessions.Topic topic, LiveClient client, JsonNode data) {
        SimulationId id = simulations.find(client.caller(), readId(data)).id();
        boolean watched = isWanted(data) && sessions.watch(topic, id, client.connection());
        return watched ? watching(topic, client, id) : unwatch(topic, client, id);
    }

    private Answer watching(LiveSessions.Topic topic, LiveClient client, SimulationId id) {
        return new Answer(watching(id, true), false, () -> sessions.showFirst(topic, id, client.connection()));
    }

    private Answer unwatch(LiveSessions.Topic topic, LiveClient client, SimulationId id) {
        sessions.unwatch(topic, id, client.connection());
        return new Answer(watching(id, false), false, () -> {});
    }

    private static ObjectNode watching(SimulationId id, boolean watched) {
        return object().put("simulation_id", id.value()).put("watching", watched);
    }

    private static boolean isWanted(JsonNode data) {
        JsonNode watch = data.path("watch");
        if (!watch.isMissingNode() && !watch.isBoolean()) {
            throw new FrameUnreadable("'watch' is true or false.");
        }
        return watch.asBoolean(true);
    }

    /**
     * Begins a watch. An earlier watch of a simulation that has ended stays until the data of its last round is sent.
     */
    private Answer watchClients(LiveClient client, JsonNode data) {
        SimulationId id = simulations.find(client.caller(), readId(data)).id();
        return sessions.watch(LiveSessions.Topic.CLIENTS, id, client.connection())
                ? watching(LiveSessions.Topic.CLIENTS, client, id)
                : new Answer(watching(id, false), false, () -> {});
    }

    private Answer steer(LiveClient client, JsonNode data) {
        SimulationId id = readId(data);
        ObjectNode change = object();
        data.properties().forEach(each -> {
            if (!each.getKey().equals("simulation_id")) {
                change.set(each.getKey(), each.getValue());
            }
        });
        SimulationState state = simulations
                .steer(client.caller(), id, Steering.Change.read(change))
                .state();
        return new Answer(object().put("simulation_id", id.value()).put("status", state.wireName()), false, () -> {});
    }

    private static SimulationId readId(JsonNode data) {
        return SimulationId.parse(data.path("simulation_id").asText());
    }

    private static long readAfter(JsonNode data) {
        JsonNode after = data.path("after");
        if (after.isMissingNode() || after.isNull()) {
            return 0;
        }
        if (!after.canConvertToExactIntegral() || !after.canConvertToLong() || after.longValue() < 0) {
            throw new FrameUnreadable("'after' must be the seq of the last event that you have, or 0.");
        }
        return after.longValue();
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
