/** Rounds of a training, read from the lines that Flower prints. */
@NullMarked
package dev.flsys.flower.progress;

import org.jspecify.annotations.NullMarked;
