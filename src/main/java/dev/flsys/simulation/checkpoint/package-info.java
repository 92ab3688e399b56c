/**
 * The checkpoints of a run: the global arrays of its rounds, which the observer writes to the folder of the run. Used
 * by {@code simulation}, which lists them, serves them as models, and continues runs with them. The files are written
 * by the process of the run, so nothing in them is trusted. The entry is
 * {@link dev.flsys.simulation.checkpoint.CheckpointFolder}.
 */
@NullMarked
package dev.flsys.simulation.checkpoint;

import org.jspecify.annotations.NullMarked;
