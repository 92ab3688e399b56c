/**
 * The suite of faults and hostile inputs, against the packaged application. The names of its classes end in
 * {@code FaultsIT}; {@link dev.flsys.faults.FaultScale} sets the size of a run. The figures of a full run are in
 * {@code src/bench/RESULTS.md}.
 */
@org.jspecify.annotations.NullMarked
package dev.flsys.faults;
