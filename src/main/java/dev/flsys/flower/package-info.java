/**
 * The start of a simulation with Flower: makes a command from FLOWER_START_SCRIPT and a client's parameters. Used by
 * {@code simulation}. The entry is {@link dev.flsys.flower.ProjectCommands}.
 */
@NullMarked
package dev.flsys.flower;

import org.jspecify.annotations.NullMarked;
