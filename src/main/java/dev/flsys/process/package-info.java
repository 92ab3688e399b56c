/**
 * Child processes: started in their own process group, bounded, read line by line, and ended with all their
 * descendants. The entry is {@link dev.flsys.process.ChildProcess}.
 *
 * <p>A child leads its own session, so its pid is its process group, and its environment contains a marker. On Linux
 * its parent is an {@link dev.flsys.process.Adopter}, so every process that it starts remains a descendant of that.
 * Where the system has no Python, {@code setsid} starts the child. To end it, TERM, a grace period and KILL go to every
 * process in the group or with the marker, to their descendants, to the groups of all these, and to every process that
 * can write to the output. The group of the service itself is never signalled. The marker, which the adopter has too,
 * also finds processes that a killed service left behind. After the end of a tree its output ends, even if a process
 * still holds the pipe.
 *
 * <p>The reader of output treats {@code \r} as a return to the start of the line.
 */
@NullMarked
package dev.flsys.process;

import org.jspecify.annotations.NullMarked;
