/**
 * The Open Inference Protocol, version 2, over HTTP and gRPC: metadata, statistics and inference of every model for
 * clients of KServe and Triton. It uses {@code model}, {@code deploy}, {@code inference} and {@code grpc}. The entry is
 * {@link dev.flsys.openinference.OpenInference}.
 *
 * <p>A picture model has two names. The model {@code <id>} accepts the input values of the network, {@code [rows,
 * channels, side, side]}. The model {@code <id>.picture} accepts files of pictures. The deployed model has the name
 * {@code deployed}. Every model has only the version {@code 1}, its present content. The parameter {@code content}
 * identifies that content.
 *
 * <p>Formats: the protocol's text (kserve/open-inference-protocol, {@code specification/protocol/inference_rest.md} and
 * {@code inference_grpc.md}) and Triton's extensions for binary tensors, classification, model configuration,
 * statistics and repositories (triton-inference-server/server, {@code docs/protocol}).
 */
@NullMarked
package dev.flsys.openinference;

import org.jspecify.annotations.NullMarked;
