/**
 * The models of the project: their list, and the loads of their files into memory. Used by {@code inference},
 * {@code deploy}, {@code history} and {@code simulation}. The entry is {@link dev.flsys.model.Models}.
 *
 * <p>{@code WeightsScan} finds the files, {@code ModelIds} names them, and {@code ModelCatalog} lists them with their
 * formats and faults. {@link dev.flsys.model.catalog.KeptModels} adds the models that simulations keep, and the newest
 * round of each running simulation.
 *
 * <p>Ids are looked up in the scanned list and never joined to a path. A slot holds an atomic reference to a version
 * with a reference count. A version is closed when it is no longer current and its last lease has been returned.
 * Closing a native model during a call would kill the process.
 *
 * <p>{@link dev.flsys.model.catalog.ModelOptions} are the options with which one model is made and used.
 * {@link dev.flsys.model.catalog.ModelOptionsFile} merges them from {@code .env} and {@code flsys.toml}. A version
 * keeps the options that it was loaded with, so a prediction never mixes two of them. Changed options count as a
 * changed file.
 *
 * <p>A changed file is loaded beside the old version, warmed and published. If that fails, the list reports the reason
 * and the old version serves. A load may take INFERENCE_LOAD_TIMEOUT. The thread of a late load cannot be ended. At the
 * limit of such threads, {@code ready} fails. A model with two hanging calls is not called any more.
 *
 * <p>A state dict is exported as ONNX and as TorchScript. The answers of both forms to twelve fixed pictures are
 * compared. The ONNX form serves if they differ by at most 1e-5 of the largest answer of a batch. Otherwise it is
 * closed, and the TorchScript form serves.
 */
@NullMarked
package dev.flsys.model;

import org.jspecify.annotations.NullMarked;
