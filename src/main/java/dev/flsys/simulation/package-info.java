/** From parameters to a running Flower simulation: command, process tree, lines, outcome, and what is stored of it. */
@NullMarked
package dev.flsys.simulation;

import org.jspecify.annotations.NullMarked;
