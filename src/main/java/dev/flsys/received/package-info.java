/**
 * Bytes that a client has sent, in the pieces in which they arrived. They are not put together, because a tensor of
 * some megabytes would be copied each time. {@code platform.body} and {@code grpc} collect them, {@code openinference}
 * and {@code inference} read them.
 */
@NullMarked
package dev.flsys.received;

import org.jspecify.annotations.NullMarked;
