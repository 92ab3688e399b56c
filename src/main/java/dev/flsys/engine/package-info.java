/**
 * The inference engines: one adapter for onnxruntime and one for libtorch. Used by {@code model}, {@code deploy} and
 * {@code inference}. The entry is {@link dev.flsys.engine.Engines}.
 *
 * <p>Before a load, {@link dev.flsys.engine.file} checks the file, {@link dev.flsys.engine.onnx} the sizes of the
 * tensors in an ONNX file, and {@link dev.flsys.engine.torchscript} the operators of TorchScript. A call during which
 * the process takes too much memory is ended.
 *
 * <p>onnxruntime ends a call that is too late. A thread inside libtorch cannot be ended. onnxruntime is used through
 * its own Java API; DJL's engine makes a small call take several times as long.
 */
@NullMarked
package dev.flsys.engine;

import org.jspecify.annotations.NullMarked;
