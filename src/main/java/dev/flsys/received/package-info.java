/**
 * Bytes that a client has sent, in the pieces in which they arrived. The pieces are not joined, because that would copy
 * a tensor of some megabytes. {@code platform.body} and {@code grpc} collect the pieces; {@code openinference} and
 * {@code inference} read them.
 */
@NullMarked
package dev.flsys.received;

import org.jspecify.annotations.NullMarked;
