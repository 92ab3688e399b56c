package dev.flsys.live;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flsys.simulation.RoundAccuracy;
import dev.flsys.simulation.log.SimulationId;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sends to each connection the accuracy of the newest round of the simulations that it asked for:
 * {@code simulation_accuracy}. REST has all rounds and the confusion matrix. Thread-safe.
 */
final class AccuracyWatches extends Watches {

    static final String EVENT = "simulation_accuracy";

    private final Predicate<SimulationId> active;
    private final RoundAccuracy accuracy;

    /** @param active whether a simulation waits or runs */
    AccuracyWatches(Predicate<SimulationId> active, RoundAccuracy accuracy) {
        super("Send watch_accuracy with watch: false for another one.");
        this.active = active;
        this.accuracy = accuracy;
    }

    /** The last round may be measured after the end of its simulation. */
    @Override
    boolean mayHaveNews(SimulationId simulation) {
        return active.test(simulation) || accuracy.isMeasuring(simulation);
    }

    @Override
    Optional<News> newsAfter(SimulationId simulation, @Nullable Object sent) {
        // The state is read first: if a measurement ends meanwhile, the next pass sends it again.
        return accuracy.state(simulation).filter(state -> !state.equals(sent)).flatMap(state -> accuracy.latest(
                        simulation)
                .map(latest -> News.of(state, EVENT, data(simulation, latest))));
    }

    private static ObjectNode data(SimulationId simulation, RoundAccuracy.Measured latest) {
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("simulation_id", simulation.value())
                .put("model_id", latest.model());
        if (latest.round() != null) {
            data.put("round", latest.round());
        }
        data.put("accuracy", latest.accuracy())
                .put("pictures", latest.pictures())
                .put("measured", latest.measured());
        if (latest.note() != null) {
            data.put("note", latest.note());
        }
        return data;
    }
}
