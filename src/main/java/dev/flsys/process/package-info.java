/**
 * Child processes: started in their own process group, bounded, read line by line, and ended with all their
 * descendants. The entry is {@link dev.flsys.process.ChildProcess}.
 *
 * <p>{@code setsid} starts a child, so its pid is its process group, and its environment contains a marker. To end it,
 * TERM, a grace period and KILL go to every process in the group, with the marker, or in the group of a process with
 * the marker, because Ray's agents overwrite their environment. The group of the service itself is never signalled. The
 * marker also finds processes that a killed service left behind.
 *
 * <p>The reader of output treats {@code \r} as a return to the start of the line.
 */
@NullMarked
package dev.flsys.process;

import org.jspecify.annotations.NullMarked;
