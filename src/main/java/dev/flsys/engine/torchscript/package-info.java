/**
 * The check of a TorchScript file before libtorch opens it: its code may use numerical operators only. Used by
 * {@code engine}.
 */
@NullMarked
package dev.flsys.engine.torchscript;

import org.jspecify.annotations.NullMarked;
