/**
 * The live protocol over WebSocket and Socket.IO: sessions, their events, and the simulations that they follow. The
 * entry is {@link dev.flsys.live.LiveSessions}.
 *
 * <p>Both transports give the events of a client to one class, which makes one call and returns one answer. A follower
 * is a connection and a position in a log file, without a queue. In each pass a feed gives the next frame to every
 * connection that has taken the last one: up to 500 events or 32 KiB. Connections at the same position share the frame.
 * A slow connection costs the memory of one frame and delays no other connection.
 *
 * <p>Passes are at least 5 ms apart, unless a connection is far behind. All connections together get about 3,000 frames
 * a second, so that delivery leaves the processor to the simulation. While a simulation prints fast, many connections
 * share 8 MiB a second. They fall behind, and get the remaining events from the log when the simulation prints less. A
 * single connection has no such limit. A connection with {@code ?session=} waits a second for its
 * {@code resume_simulation}.
 *
 * <p>The resources of a running simulation (processor time, memory) are not in its log. They are sent once a second to
 * each connection that asked for them. At most one such event is in transit to a connection.
 */
@NullMarked
package dev.flsys.live;

import org.jspecify.annotations.NullMarked;
