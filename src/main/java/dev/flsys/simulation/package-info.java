/**
 * Simulations, from accepted parameters to the outcome: the queue, the tasks that run them as processes or at a
 * SuperLink, and the record and the log in {@code .flsys/simulations}. The live protocol sends the log. {@code history}
 * reads the rounds.
 *
 * <p>Words: a <em>simulation</em> is what a user starts, a <em>task</em> executes it in the service, and a <em>run</em>
 * is the SuperLink's counterpart.
 */
@NullMarked
package dev.flsys.simulation;

import org.jspecify.annotations.NullMarked;
