/**
 * From the bytes of a picture file to a model's input: formats recognised, decoded and resized exactly as Pillow does it.
 */
@NullMarked
package dev.flsys.inference.image;

import org.jspecify.annotations.NullMarked;
