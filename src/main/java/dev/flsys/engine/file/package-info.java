/**
 * The format of a model file, and the checks before native code opens the file. Used by {@code engine} and
 * {@code model}. The entries are {@link dev.flsys.engine.file.FormatReader} and
 * {@link dev.flsys.engine.file.OnnxExternalData}.
 *
 * <p>The content of a file decides its format: an archive with {@code constants.pkl} is TorchScript, any other
 * {@code .pth} or {@code .pt} file is a state dict. Before onnxruntime opens an ONNX file, the room finds the external
 * weight files that it names. They must be beside the file or below its folder. A FIFO or a device in the place of a
 * file cannot block a thread.
 */
@NullMarked
package dev.flsys.engine.file;

import org.jspecify.annotations.NullMarked;
