package dev.flsys.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flsys.flower.observer.ClientAnswers;
import dev.flsys.flower.observer.ObservedRun;
import dev.flsys.simulation.log.SimulationId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sends to each connection the clients of the rounds of the simulations that it asked for. A {@code simulation_clients}
 * event is sent at the end of each phase of a round. A new connection gets the newest event first. A slow connection
 * that missed more than {@value #MAX_GROUPS} events gets only the newest events, and the first of them has
 * {@code missed}. An event has at most {@value #MAX_CLIENTS} clients; if there are more, it has {@code truncated}. REST
 * returns all clients. Thread-safe.
 */
final class ClientWatches extends Watches {

    static final String EVENT = "simulation_clients";
    static final int MAX_GROUPS = 8;
    static final int MAX_CLIENTS = 500;

    private final Predicate<SimulationId> active;
    private final Function<SimulationId, Optional<ObservedRun>> runs;
    private final ObjectMapper json;

    /**
     * @param active whether a simulation waits or runs
     * @param runs the observations of a run; empty if nothing is known
     */
    ClientWatches(
            Predicate<SimulationId> active, Function<SimulationId, Optional<ObservedRun>> runs, ObjectMapper json) {
        super("Send unwatch_clients for another one.");
        this.active = active;
        this.runs = runs;
        this.json = json;
    }

    @Override
    boolean mayHaveNews(SimulationId simulation) {
        return active.test(simulation);
    }

    @Override
    Optional<News> newsAfter(SimulationId simulation, @Nullable Object sent) {
        return runs.apply(simulation).flatMap(run -> {
            long present = run.completed();
            long before = sent instanceof Long number ? number : Math.max(0, present - 1);
            List<ClientAnswers.Group> groups =
                    present > before ? run.completedAfter(before, MAX_GROUPS, MAX_CLIENTS + 1) : List.of();
            if (groups.isEmpty()) {
                return Optional.empty();
            }
            StringBuilder lines = new StringBuilder();
            boolean missed = present - before > groups.size();
            for (ClientAnswers.Group group : groups) {
                lines.append(News.line(EVENT, data(simulation, group, missed)));
                missed = false;
            }
            return Optional.of(new News(present, lines.toString(), groups.size()));
        });
    }

    private ObjectNode data(SimulationId simulation, ClientAnswers.Group group, boolean missed) {
        List<ClientAnswers.Client> clients = group.clients();
        boolean truncated = clients.size() > MAX_CLIENTS;
        ObjectNode data = json.createObjectNode()
                .put("simulation_id", simulation.value())
                .put("training", group.training())
                .put("round", group.round())
                .put("phase", group.phase());
        data.set("clients", json.valueToTree(truncated ? clients.subList(0, MAX_CLIENTS) : clients));
        if (truncated) {
            data.put("truncated", true);
        }
        if (missed) {
            data.put("missed", true);
        }
        return data;
    }
}
