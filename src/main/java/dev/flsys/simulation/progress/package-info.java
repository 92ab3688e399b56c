/**
 * What Flower's own lines tell about the rounds of a training.
 */
@NullMarked
package dev.flsys.simulation.progress;

import org.jspecify.annotations.NullMarked;
