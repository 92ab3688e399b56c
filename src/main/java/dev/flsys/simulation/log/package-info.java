/**
 * The events of one simulation (lines of output, rounds, states) and the file that contains them. Used by
 * {@code simulation.record} and the rooms above it. The entry is {@link dev.flsys.simulation.log.SimulationLog}.
 *
 * <p>{@code log.ndjson} has one event on each line, numbered by {@code seq} from 1. An event is in the file before a
 * client gets it. After a crash an unfinished last line is cut off. The position of a {@code seq} in the file is found
 * by binary search.
 */
@NullMarked
package dev.flsys.simulation.log;

import org.jspecify.annotations.NullMarked;
