/**
 * The rounds of a training, read from the lines of Flower. Used by {@code simulation} and {@code history}. The room
 * knows the lines of {@code Strategy.start} and of {@code Server.fit} of Flower 1.0 to 1.42. ANSI colours are removed
 * first.
 */
@NullMarked
package dev.flsys.flower.progress;

import org.jspecify.annotations.NullMarked;
