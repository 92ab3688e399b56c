/**
 * Child processes. Each is started in its own process group, bounded, read line by line, and ended with all its
 * descendants. The entry is {@link dev.flsys.process.ChildProcess}.
 *
 * <p>A child leads its own session, so its pid is its process group. Its environment contains a marker. On Linux the
 * parent of a child is an {@link dev.flsys.process.Subreaper}. Every process that the child starts remains a descendant
 * of the subreaper. Where the system has no Python, {@code setsid} starts the child. To end a child, TERM is sent, and
 * KILL after a grace period. These processes get the signals:
 *
 * <ul>
 *   <li>every process in the group or with the marker
 *   <li>the descendants of these processes
 *   <li>all processes in the groups of the processes above
 *   <li>every process that can write to the output
 * </ul>
 *
 * <p>The group of the service itself is never signalled. The subreaper has the marker too. The service uses the marker
 * to find processes that a killed service left behind. After the end of a tree its output ends, even if a process still
 * holds the pipe.
 *
 * <p>The reader of output treats {@code \r} as a return to the start of the line.
 */
@NullMarked
package dev.flsys.process;

import org.jspecify.annotations.NullMarked;
