/**
 * Flower simulations from the request to the stored outcome: queue, process, log, record. Used by {@code live} and
 * {@code history}. The entry is {@link dev.flsys.simulation.Simulations}.
 *
 * <p>A submitted simulation is checked, stored as queued and acknowledged. It then runs on its own thread: prepare the
 * project's Python, start the process, read its lines, decide the outcome. A run knows no client; {@code live} reads
 * the log.
 *
 * <p>{@code .flsys/simulations/<id>/simulation.json} is the record, replaced as a whole. {@code log.ndjson} has one
 * event a line, numbered by {@code seq} from 1. An event is in the file before a client gets it. After a crash an
 * unfinished last line is cut off. A position after a {@code seq} is found by binary search. A lock file decides which
 * service on a project runs its simulations. Only the log slows a process down.
 *
 * <p>Outcome: exit status 0 is a failure if Flower reports one, if clients failed in every round, if no model was
 * written although the runs before wrote one, or if rounds were asked for, none was seen and the script may not read
 * its parameters. The cause of a failure is searched line by line in constant memory. The catalog before and after a
 * run shows the models that it wrote; hashes and copies of them are made after the last event, see
 * {@link dev.flsys.simulation.RunModels}. While it runs, {@link dev.flsys.simulation.LiveWatch} puts each complete
 * version into {@link dev.flsys.simulation.LiveModels}, so its newest round can predict.
 *
 * <p>At a SuperLink the process is Flower's. The number of the run is stored before its first line. After a restart the
 * room follows the run again and skips the lines that the log already has. Only the session of a simulation, or the API
 * token, may follow it live and stop it. They may let others read it by links, see {@link dev.flsys.simulation.share}.
 */
@NullMarked
package dev.flsys.simulation;

import org.jspecify.annotations.NullMarked;
