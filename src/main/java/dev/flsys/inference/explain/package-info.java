/**
 * Explanations of predictions by occlusion maps and Grad-CAM. Uses {@code inference} and its workers. The entry is
 * {@link dev.flsys.inference.explain.Explainer}.
 *
 * <p>An explanation is one job that takes many turns of about 50 ms. Its queue waits behind all others after each turn,
 * so that predictions do not wait for the whole map.
 */
@NullMarked
package dev.flsys.inference.explain;

import org.jspecify.annotations.NullMarked;
