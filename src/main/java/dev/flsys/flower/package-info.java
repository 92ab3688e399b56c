/**
 * The start of a simulation with Flower: makes a command from FLOWER_START_SCRIPT and a client's parameters. Used by
 * {@code simulation}. The entry is {@link dev.flsys.flower.ProjectCommands}.
 *
 * <p>A run of {@code flwr run} gets its own Flower home and port. The user's connections are copied into that home,
 * which is removed after the run. {@code flwr run} exits with 0 even if the run failed, and the run continues when
 * {@code flwr run} is killed. Therefore {@code flwr ls} and {@code flwr stop} are called before the process tree,
 * including the SuperLink, is ended.
 */
@NullMarked
package dev.flsys.flower;

import org.jspecify.annotations.NullMarked;
