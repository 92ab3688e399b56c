/**
 * The live protocol over WebSocket and Socket.IO: sessions, their events, and the simulations that they follow. The
 * entry is {@link dev.flsys.live.LiveSessions}.
 *
 * <p>Both transports give the events of a client to one class, which makes one call and returns one answer. A follower
 * is a connection and a position in a log file, without a queue. In each pass a feed gives the next frame to every
 * connection that has taken the last one: up to 500 events or 32 KiB. Connections at the same position share the frame.
 * A slow connection costs one frame and delays nobody.
 *
 * <p>Passes are at least 5 ms apart, unless a connection is far behind. All connections together get about 3,000 frames
 * a second, so that delivery leaves the processor to the simulation. While a simulation prints fast, many connections
 * share 16 MiB a second: they fall behind, and get the rest from the log when it prints less. A single connection has
 * no such limit. A connection with {@code ?session=} waits a second for its {@code resume_simulation}.
 *
 * <p>The resources of a running simulation are not in its log. They go once a second to the connections that asked for
 * them, with one event on its way to each.
 */
@NullMarked
package dev.flsys.live;

import org.jspecify.annotations.NullMarked;
