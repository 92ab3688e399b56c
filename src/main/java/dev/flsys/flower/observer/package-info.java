/**
 * The observer of runs: a Python package that the project's interpreter imports at its start, and what it writes. Used
 * by {@code simulation}. The entry is {@link dev.flsys.flower.observer.Observers}.
 *
 * <p>The package is in the resources of this room. It is written to {@code .flsys/observer/<hash>}, and that folder is
 * put in front of PYTHONPATH. The folder of a run has {@code observer/plan.json} (what the observer has to do),
 * {@code observer/control.json} (the steering while the run continues) and {@code observer/events.ndjson} (what it has
 * seen). The app can write to that folder, too: all that is read from there is checked and bounded.
 */
@NullMarked
package dev.flsys.flower.observer;

import org.jspecify.annotations.NullMarked;
