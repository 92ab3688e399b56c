/**
 * The weights in the files of models: the norms of their tensors, and the differences from the tensors of another
 * model. The other model is, for example, the model of the previous round. Files are read by {@code weights}, without
 * Python. The entry is {@link dev.flsys.model.weights.ModelWeights}.
 */
@NullMarked
package dev.flsys.model.weights;

import org.jspecify.annotations.NullMarked;
