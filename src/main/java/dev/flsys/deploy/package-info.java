/**
 * The model behind {@code /predict}: named by its path, swapped while it serves, the choice remembered over restarts
 * and followed by every replica on the same project.
 */
@NullMarked
package dev.flsys.deploy;

import org.jspecify.annotations.NullMarked;
