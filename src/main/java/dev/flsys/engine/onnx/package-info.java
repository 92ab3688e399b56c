/**
 * The check of the sizes of tensors in an ONNX file before onnxruntime opens it. A file of a few bytes can describe
 * tensors of any size, and onnxruntime has no limit of memory. Used by {@code engine}. The entry is
 * {@link dev.flsys.engine.onnx.TensorSizes}.
 *
 * <p>The shapes follow the operators of ONNX 1.19 (docs/Operators.md of onnx). An operator without a rule in this room
 * has a result of unknown size.
 *
 * <p>{@link dev.flsys.engine.onnx.GradientGraph} adds the operations for gradients to such a file.
 */
@NullMarked
package dev.flsys.engine.onnx;

import org.jspecify.annotations.NullMarked;
