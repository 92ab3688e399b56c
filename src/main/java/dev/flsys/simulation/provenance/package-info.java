/**
 * The origin of a run: the commit and the changes of the project, its Python, packages and sources. The room reads it
 * when a run starts, keeps it beside the run's record, and compares it with the present state.
 */
@NullMarked
package dev.flsys.simulation.provenance;

import org.jspecify.annotations.NullMarked;
