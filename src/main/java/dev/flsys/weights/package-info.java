/**
 * Files of weights, read without Python and without running code in them. The formats are PyTorch's {@code .pth} (zip
 * archives, the older format, and pickles of arrays), {@code .safetensors}, and NumPy's {@code .npz} and {@code .npy}.
 * The files are not trusted: each size in them is checked before it is used, and memory is bounded. The entry is
 * {@link dev.flsys.weights.WeightsFile}. {@link dev.flsys.weights.PickledData} reads pickles of plain data with the
 * same reader.
 */
@NullMarked
package dev.flsys.weights;

import org.jspecify.annotations.NullMarked;
