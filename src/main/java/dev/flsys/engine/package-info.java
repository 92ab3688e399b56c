/**
 * The inference engines: one adapter for onnxruntime and one for libtorch, the formats that they read, and the checks
 * of a file before native code opens it. Used by {@code model}, {@code deploy} and {@code inference}. The entry is
 * {@link dev.flsys.engine.Engines}.
 *
 * <p>The content of a file decides its format: an archive with {@code constants.pkl} is TorchScript, any other
 * {@code .pth} or {@code .pt} file is a state dict. Before onnxruntime opens an ONNX file, the room finds the external
 * weight files that it names. They must be beside the file or below its folder.
 *
 * <p>Before a load, {@link dev.flsys.engine.onnx} checks the sizes of the tensors in an ONNX file. A call during which
 * the process takes too much memory is ended.
 *
 * <p>onnxruntime ends a call that is too late. A thread inside libtorch cannot be ended. onnxruntime is used through
 * its own Java API; DJL's engine makes a small call take several times as long.
 */
@NullMarked
package dev.flsys.engine;

import org.jspecify.annotations.NullMarked;
