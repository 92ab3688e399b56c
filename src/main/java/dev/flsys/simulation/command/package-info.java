/**
 * From FLOWER_START_SCRIPT and a client's parameters to what is started: words, environment, and what Flower's own command
 * needs beside them.
 */
@NullMarked
package dev.flsys.simulation.command;

import org.jspecify.annotations.NullMarked;
