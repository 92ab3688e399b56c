/**
 * One run from its start to its outcome. {@code TaskFactory} makes the task of a simulation: a process of the service,
 * or a run at a SuperLink. The task prepares the project's Python, starts the run, stores its output and its rounds,
 * and decides the outcome. Used by {@code simulation}, which decides when a run starts.
 *
 * <p>{@code Simulation} is the state of a run that several threads read and change. {@code Observation} reads what the
 * observer in the run writes, and ends the run by its rules.
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
 * <p>At a SuperLink the process is Flower's. The number of the run is stored before its first line. After a restart the
 * task follows the run again and skips the lines that the log already has.
 */
@NullMarked
package dev.flsys.simulation.execution;

import org.jspecify.annotations.NullMarked;
