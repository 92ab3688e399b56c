package dev.flsys.simulation;

import dev.flsys.access.SessionId;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** Where the events of simulations go; the live room implements it. */
public interface SimulationEvents {

    /**
     * Takes a batch to whoever is there of {@code owner}'s session.
     *
     * @return completes when there is room for the next batch; until then the simulation is not read on
     */
    Uni<Void> deliver(SessionId owner, List<SimulationEvent> batch);
}
