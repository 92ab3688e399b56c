/**
 * Pictures as the input of a network: cut, resized as Pillow does, and normalised. Used by {@code inference}. The entry
 * is {@link dev.flsys.picture.resize.Preprocessing}.
 */
@NullMarked
package dev.flsys.picture.resize;

import org.jspecify.annotations.NullMarked;
