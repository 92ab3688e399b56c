/**
 * The weights in the files of models: the norms of their tensors, and how far they differ from those of another model,
 * for example of the round before. Files are read by {@code weights}, without Python. The entry is
 * {@link dev.flsys.model.weights.ModelWeights}.
 */
@NullMarked
package dev.flsys.model.weights;

import org.jspecify.annotations.NullMarked;
