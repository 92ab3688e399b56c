/**
 * From the bytes of a picture file to the input of a model, with exactly the pixels of Pillow: recognise the format,
 * decode, resize, normalise. Used by {@code inference}.
 */
@NullMarked
package dev.flsys.picture;

import org.jspecify.annotations.NullMarked;
