/**
 * The observer of runs: a Python package that the project's interpreter imports at its start, and the readers of the
 * files that the package writes. Used by {@code simulation}. The entry is {@link dev.flsys.flower.observer.Observers}.
 *
 * <p>The package is in the resources of this room. It is written to {@code .flsys/observer/<hash>}, and that folder is
 * put in front of PYTHONPATH. The folder of a run has these files:
 *
 * <ul>
 *   <li>{@code observer/plan.json}: the tasks of the observer
 *   <li>{@code observer/control.json}: the commands to the observer while the run continues
 *   <li>{@code observer/events.ndjson}: the observations
 * </ul>
 *
 * <p>The app can write to this folder, too. So everything that is read from it is checked and bounded.
 */
@NullMarked
package dev.flsys.flower.observer;

import org.jspecify.annotations.NullMarked;
