/**
 * The bytes of a picture file to the input of a model: formats recognised, decoded and resized exactly as Pillow does
 * it. Used by {@code inference}.
 */
@NullMarked
package dev.flsys.picture;

import org.jspecify.annotations.NullMarked;
