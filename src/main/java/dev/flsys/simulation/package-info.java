/**
 * Flower simulations: requests, the queue, and the answers about stored runs. Used by {@code live}, {@code history},
 * {@code simulation.archive} and {@code simulation.share}. The entry is {@link dev.flsys.simulation.Simulations}.
 *
 * <p>A submitted simulation is checked, stored as queued and acknowledged. It then runs on its own thread, see
 * {@link dev.flsys.simulation.execution}. A run has no reference to a client; {@code live} reads the log.
 *
 * <p>A lock file decides which service on a project runs its simulations. A process waits only for the writes to its
 * log, never for clients. The files of a simulation are described in {@link dev.flsys.simulation.record} and
 * {@link dev.flsys.simulation.log}.
 *
 * <p>The cause of a failure is searched line by line in constant memory, see {@link dev.flsys.simulation.failure}.
 * {@link dev.flsys.simulation.models} has the models that a run writes.
 *
 * <p>Only the session of a simulation, or the API token, may follow it live and stop it. These callers may also let
 * others read it by links, see {@link dev.flsys.simulation.share}.
 */
@NullMarked
package dev.flsys.simulation;

import org.jspecify.annotations.NullMarked;
