/**
 * Flower simulations from the request to the stored outcome: queue, process, log, record. Used by {@code live},
 * {@code history}, {@code simulation.archive} and {@code simulation.share}. The entry is
 * {@link dev.flsys.simulation.Simulations}.
 *
 * <p>A submitted simulation is checked, stored as queued and acknowledged. It then runs on its own thread: prepare the
 * project's Python, start the process, read its lines, decide the outcome. A run has no reference to a client;
 * {@code live} reads the log.
 *
 * <p>A lock file decides which service on a project runs its simulations. A process waits only for the writes to its
 * log, never for clients. The files of a simulation are described in {@link dev.flsys.simulation.record} and
 * {@link dev.flsys.simulation.log}.
 *
 * <p>A simulation with exit status 0 counts as failed if one of these is true:
 *
 * <ul>
 *   <li>Flower reports a failure
 *   <li>clients failed in every round
 *   <li>no model was written, although the runs before wrote one
 *   <li>rounds were asked for, the output shows none, and the script may not read its parameters
 * </ul>
 *
 * <p>The cause of a failure is searched line by line in constant memory, see {@link dev.flsys.simulation.failure}.
 * {@link dev.flsys.simulation.models} has the models that a run writes.
 *
 * <p>At a SuperLink the process is Flower's. The number of the run is stored before its first line. After a restart the
 * room follows the run again and skips the lines that the log already has. Only the session of a simulation, or the API
 * token, may follow it live and stop it. These callers may also let others read it by links, see
 * {@link dev.flsys.simulation.share}.
 */
@NullMarked
package dev.flsys.simulation;

import org.jspecify.annotations.NullMarked;
