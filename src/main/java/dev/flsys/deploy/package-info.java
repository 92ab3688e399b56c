/**
 * The model behind {@code /predict}. It is chosen by path and swapped while it serves. The choice survives a restart and
 * reaches every replica on the same project. Used by {@code inference} and {@code platform.health}.
 */
@NullMarked
package dev.flsys.deploy;

import org.jspecify.annotations.NullMarked;
