/**
 * The export of state dicts to models that run without Python. A bounded process of the project's own Python makes each
 * export once, and a cache in the project keeps it. Used by {@code model} through its interfaces. The entry is
 * {@link dev.flsys.model.export.Exporter}.
 *
 * <p>The process reads the file by a reader that runs nothing, imports the definition module, finds the class or
 * function and its arguments by the id and the weights, checks keys and shapes, and writes TorchScript and, where
 * possible, ONNX into {@code .flsys/cache/<key>/}. The key is a hash of weights, definition, id, image size, number of
 * labels and the options of the model. The JVM never unpickles anything. TorchScript knows ASCII names only: a model
 * with other names is exported as a function without names, or frozen inside a plain module.
 *
 * <p>The graph of an ONNX form whose weights can be replaced is kept without them in
 * {@code .flsys/architectures/<key>/}. {@link dev.flsys.model.export.Architectures} fills it with other weights, which
 * {@code weights} reads.
 *
 * <p>{@code export.json} also holds the hashes of the project's files that the definition read, and the answers of
 * TorchScript to twelve fixed pictures: noise of several kinds, black, white and loud, in batches of 1, 2 and 4.
 */
@NullMarked
package dev.flsys.model.export;

import org.jspecify.annotations.NullMarked;
