/**
 * The stored simulations: the record of each one with its outcome, and the folder of all of them. Used by
 * {@code simulation} and its rooms. The entry is {@link dev.flsys.simulation.record.SimulationStore}.
 *
 * <p>{@code .flsys/simulations/<id>/simulation.json} is the record, replaced as a whole.
 */
@NullMarked
package dev.flsys.simulation.record;

import org.jspecify.annotations.NullMarked;
