/**
 * The start of a simulation with Flower: the command that FLOWER_START_SCRIPT and a client's parameters stand for. Used
 * by {@code simulation}. The entry is {@link dev.flsys.flower.ProjectCommands}.
 */
@NullMarked
package dev.flsys.flower;

import org.jspecify.annotations.NullMarked;
