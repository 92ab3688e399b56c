package dev.flsys.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flsys.problem.Problem;
import dev.flsys.simulation.SimulationEvent;
import dev.flsys.simulation.SimulationId;
import dev.flsys.simulation.SimulationLog;
import dev.flsys.simulation.SimulationRecord;
import dev.flsys.simulation.Simulations;
import jakarta.inject.Singleton;
import java.util.Set;
import org.jboss.logging.Logger;

/** What clients ask for, whichever door they use: one call each. Safe for use by several threads. */
@Singleton
final class ClientEvents {

    private static final Logger LOG = Logger.getLogger(ClientEvents.class);
    private static final String START = "start_simulation";
    private static final String STOP = "stop_simulation";
    private static final String RESUME = "resume_simulation";
    /** Asks for nothing but its acknowledgement: pages cannot see the pings of a WebSocket. */
    private static final String PING = "ping";

    private static final Set<String> KNOWN = Set.of(START, STOP, RESUME, PING);

    private final Simulations simulations;
    private final LiveSessions sessions;

    ClientEvents(Simulations simulations, LiveSessions sessions) {
        this.simulations = simulations;
        this.sessions = sessions;
    }

    /**
     * An answer.
     *
     * @param data what the acknowledgement tells
     * @param failed whether it could not be done; {@code data} is that of {@code simulation_error} then, and has the
     *     reason as {@code error} as well
     * @param afterwards what is to be done once the acknowledgement is on its way, whether the client takes it or not;
     *     does not block
     */
    record Answer(ObjectNode data, boolean failed, Runnable afterwards) {

        /** The data of {@code simulation_error}, if it failed. */
        ObjectNode error() {
            return data.deepCopy().without("error");
        }
    }

    boolean knows(String event) {
        return KNOWN.contains(event);
    }

    /** Does what {@code client} asks for, and never fails. Blocks while files are written. */
    Answer answer(LiveClient client, String event, JsonNode data) {
        try {
            return switch (event) {
                case START -> start(client, data);
                case STOP -> stop(client, data);
                case RESUME -> resume(client, data);
                case PING -> new Answer(object(), false, () -> {});
                default ->
                    refused("There is no event of that name: start_simulation, stop_simulation, resume_simulation.");
            };
        } catch (Problem problem) {
            return refused(problem.detail());
        } catch (RuntimeException unexpected) {
            LOG.error("An event of a client was not handled", unexpected);
            return refused("The service failed; its log tells why.");
        }
    }

    /** The answer to what cannot be done. */
    static Answer refused(String reason) {
        ObjectNode data = failure(reason).put("error", reason);
        return new Answer(data, true, () -> {});
    }

    /** The data of {@code simulation_error} for a request that is refused. It has no {@code simulation_id}. */
    static ObjectNode failure(String reason) {
        int code = SimulationEvent.Failed.NO_EXIT_CODE;
        return object().put("message", SimulationEvent.Failed.message(code)).put("exit_code", code).put("detail", reason);
    }

    private Answer start(LiveClient client, JsonNode data) {
        Simulations.Ticket ticket = simulations.submit(client.session(), data);
        ObjectNode answer = object().put("simulation_id", ticket.id().value())
                .put("status", ticket.state().wireName());
        if (ticket.place() > 0) {
            answer.put("place", ticket.place());
        }
        return new Answer(answer, false, ticket::begin);
    }

    private Answer stop(LiveClient client, JsonNode data) {
        SimulationRecord simulation = simulations.stop(client.caller(), id(data));
        ObjectNode answer =
                object().put("simulation_id", simulation.id().value()).put("status", simulation.stopStatus());
        return new Answer(answer, false, () -> {});
    }

    private Answer resume(LiveClient client, JsonNode data) {
        SimulationLog log = simulations.liveLog(client.caller(), id(data));
        long after = after(data);
        ObjectNode answer = object().put("simulation_id", log.id().value()).put("after", after);
        return new Answer(answer, false, () -> sessions.resume(log, after, client.connection()));
    }

    private static SimulationId id(JsonNode data) {
        return SimulationId.parse(data.path("simulation_id").asText());
    }

    private static long after(JsonNode data) {
        JsonNode after = data.path("after");
        if (after.isMissingNode() || after.isNull()) {
            return 0;
        }
        if (!after.canConvertToExactIntegral() || !after.canConvertToLong() || after.longValue() < 0) {
            throw new FrameUnreadable("'after' is the seq of the last event that you have: a whole number from 0.");
        }
        return after.longValue();
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
