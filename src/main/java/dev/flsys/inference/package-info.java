/** From requests to predictions: pictures decoded and resized as Pillow does, run by a bounded pool of workers. */
@NullMarked
package dev.flsys.inference;

import org.jspecify.annotations.NullMarked;
