/**
 * The bodies of requests: collected before a request is routed, within a time limit and within a part of the heap. All
 * other rooms get complete bodies. The entry is {@link dev.flsys.platform.body.BodyGate}.
 *
 * <p>A byte of a body counts six times, for the memory to parse it, until the request is answered. All bodies together
 * take at most half of the heap. The rest of a refused body is read and dropped, so that the client gets the answer.
 * Socket.IO, and resources with HTTP/2 requests without Content-Length, read their bodies themselves; the limits count
 * for them, too.
 */
@NullMarked
package dev.flsys.platform.body;

import org.jspecify.annotations.NullMarked;
