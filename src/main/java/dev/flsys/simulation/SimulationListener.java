package dev.flsys.simulation;

import dev.flsys.access.SessionId;
import dev.flsys.simulation.log.SimulationLog;

/** The receiver of simulations that begin, see {@link Simulations#listen}. */
public interface SimulationListener {

    /** A simulation of {@code owner} begins. All its events will be in {@code log}. Must not block. */
    void onBegun(SessionId owner, SimulationLog log);
}
