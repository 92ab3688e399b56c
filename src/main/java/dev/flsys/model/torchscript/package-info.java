/**
 * The check of a TorchScript file before libtorch opens it: its code may use numerical operators only. Used by the room {@code
 * model}; it depends on no other room.
 */
@NullMarked
package dev.flsys.model.torchscript;

import org.jspecify.annotations.NullMarked;
