package dev.flsys.simulation;

import dev.flsys.access.SessionId;

/** Who brings simulations to their sessions; the live room implements it. */
public interface SimulationListener {

    /**
     * A simulation of {@code owner}'s was taken on and begins; everything of it will be in {@code log}. Must not block.
     */
    void begun(SessionId owner, SimulationLog log);
}
