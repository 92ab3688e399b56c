/**
 * The models that a simulation writes. They are found during and after the run, copied, and served under
 * {@code <name>@<run>}. Used by {@code simulation}. The entry is {@link dev.flsys.simulation.models.RunModels}.
 *
 * <p>The room compares the catalog before and after a run to find the models that the run wrote. Hashes and copies of
 * these models are made after the last event. While the run continues, {@link dev.flsys.simulation.models.LiveWatch}
 * puts each complete version into {@link dev.flsys.simulation.models.LiveModels}. So the newest round of a running
 * simulation can predict.
 */
@NullMarked
package dev.flsys.simulation.models;

import org.jspecify.annotations.NullMarked;
