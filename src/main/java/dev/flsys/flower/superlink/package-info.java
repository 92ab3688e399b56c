/**
 * Runs at a SuperLink. Flower's own command submits, follows, lists and stops them. The runs continue when the service
 * ends. Used by {@code simulation}.
 *
 * <p>{@code flwr log --stream} replays the log of a run from its first line. Only standard output is read, from the
 * line after {@code Using SuperLink:}. An unfinished line of a broken stream is dropped. Flower may end a stream before
 * the last lines, so the log is read again once {@code flwr ls} reports the end of the run. {@code flwr ls} is also
 * called when a stream ends or is silent for 30 s. While the SuperLink does not answer, calls are repeated after pauses
 * of 0.5 s to 5 s.
 */
@NullMarked
package dev.flsys.flower.superlink;

import org.jspecify.annotations.NullMarked;
