/**
 * The way from a request to its predictions: a bounded queue, workers that take batches, and the calls of models. Used
 * by {@code openinference} and {@code platform}.
 */
@NullMarked
package dev.flsys.inference;

import org.jspecify.annotations.NullMarked;
