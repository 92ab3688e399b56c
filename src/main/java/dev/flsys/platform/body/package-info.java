/**
 * The bodies of requests. A body is collected before its request is routed, within a time limit and within a part of
 * the heap. All other rooms get complete bodies. The entry is {@link dev.flsys.platform.body.BodyGate}.
 *
 * <p>A byte of a body counts six times, for the memory to parse it, until the request is answered. All bodies together
 * take at most half of the heap. The rest of a refused body is read and dropped, so that the client gets the answer.
 * Two kinds of bodies are read elsewhere: bodies of Socket.IO, and bodies of HTTP/2 requests without Content-Length.
 * The limits count for them, too.
 */
@NullMarked
package dev.flsys.platform.body;

import org.jspecify.annotations.NullMarked;
