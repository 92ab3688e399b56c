/**
 * The models that a simulation writes: found while it runs and after it, copied, and served under {@code <name>@<run>}.
 * Used by {@code simulation}. The entry is {@link dev.flsys.simulation.models.RunModels}.
 *
 * <p>The catalog before and after a run shows the models that it wrote; hashes and copies of them are made after the
 * last event. While the run continues, {@link dev.flsys.simulation.models.LiveWatch} puts each complete version into
 * {@link dev.flsys.simulation.models.LiveModels}, so its newest round can predict.
 */
@NullMarked
package dev.flsys.simulation.models;

import org.jspecify.annotations.NullMarked;
