/**
 * The inference engines: one adapter for onnxruntime and one for libtorch. Used by {@code model}, {@code deploy} and
 * {@code inference}. The entry is {@link dev.flsys.engine.Engines}.
 *
 * <p>Before a load, {@link dev.flsys.engine.file} checks the file. {@link dev.flsys.engine.onnx} checks the sizes of
 * the tensors in an ONNX file. {@link dev.flsys.engine.torchscript} checks the operators in a TorchScript file. A call
 * during which the process takes too much memory is ended.
 *
 * <p>onnxruntime ends a call at its deadline. A thread inside libtorch cannot be ended. onnxruntime is used through its
 * own Java API, because a small call through DJL takes several times as long.
 */
@NullMarked
package dev.flsys.engine;

import org.jspecify.annotations.NullMarked;
