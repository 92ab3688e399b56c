/**
 * Bytes that a client has sent, in the pieces in which they arrived. The pieces are not joined, because that would copy
 * a tensor of some megabytes. A large tensor is copied while it arrives, to memory outside the heap that onnxruntime
 * can read, and not copied again. {@code platform.body} and {@code grpc} collect the pieces; {@code openinference} and
 * {@code inference} read them.
 */
@NullMarked
package dev.flsys.received;

import org.jspecify.annotations.NullMarked;
