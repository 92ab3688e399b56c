/**
 * The export of state dicts to models that run without Python. A bounded process of the project's own Python makes each
 * export once, and a cache in the project keeps it. Used by {@code model} through its interfaces. The entry is
 * {@link dev.flsys.model.export.Exporter}.
 *
 * <p>The steps of the process are:
 *
 * <ol>
 *   <li>read the weights with a reader that runs no code in the file
 *   <li>import the definition module
 *   <li>find the class or function and its arguments by the id and the weights
 *   <li>check keys and shapes
 *   <li>write TorchScript and, if possible, ONNX into {@code .flsys/cache/<key>/}
 * </ol>
 *
 * <p>The key is a hash of weights, definition, id, image size, number of labels and the options of the model. The JVM
 * never unpickles anything. TorchScript allows ASCII names only. A model with other names is exported as a function
 * without names, or frozen inside a plain module.
 *
 * <p>If the weights of an ONNX form, or else of TorchScript, can be replaced, its graph is kept without weights in
 * {@code .flsys/architectures/<key>/}. {@link dev.flsys.model.export.Architectures} fills it with other weights, which
 * {@code weights} reads. onnxruntime maps the large tensors of such a form, see
 * {@link dev.flsys.model.export.OutsideWeights}.
 *
 * <p>{@code export.json} also has the hashes of the project's files that the definition read. It has the answers of
 * TorchScript to twelve fixed pictures, in batches of 1, 2 and 4. The pictures are several kinds of noise, one of them
 * loud, and black and white.
 */
@NullMarked
package dev.flsys.model.export;

import org.jspecify.annotations.NullMarked;
