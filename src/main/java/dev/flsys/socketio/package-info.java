/**
 * The Socket.IO protocol for clients 1 to 4: packets, transports, sessions and namespaces. The room {@code live}
 * defines the events. The entry is {@link dev.flsys.socketio.SocketIo}.
 *
 * <p>Clients 3 and 4 use Socket.IO 5 over Engine.IO 4. Clients 1 and 2 use Socket.IO 4 over Engine.IO 3.
 * {@link dev.flsys.socketio.PacketCodec} and {@link dev.flsys.socketio.Heartbeat} have the differences between the
 * revisions of Engine.IO. {@link dev.flsys.socketio.SocketVersion} has the differences between the revisions of
 * Socket.IO.
 *
 * <p>A session has a send queue, which a poll or the WebSocket empties. A send completes when the transport has taken
 * it, so a client that does not poll keeps one frame waiting. A session with more than 4 MiB of waiting packets is
 * closed. Messages of a client are handled one after the other. A session has at most one GET and one POST at a time,
 * and an invalid packet ends it.
 *
 * <p>Sources: the protocols' specifications, github.com/socketio/engine.io-protocol and
 * github.com/socketio/socket.io-protocol, with the older revisions in their histories.
 */
@NullMarked
package dev.flsys.socketio;

import org.jspecify.annotations.NullMarked;
