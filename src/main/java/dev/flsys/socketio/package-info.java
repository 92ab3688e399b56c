/**
 * The Socket.IO protocol for clients 1 to 4: packets, transports, sessions and namespaces. The room {@code live}
 * defines the events.
 *
 * <p>Clients 3 and 4 use Socket.IO 5 over Engine.IO 4. Clients 1 and 2 use Socket.IO 4 over Engine.IO 3. The
 * differences between the revisions of Engine.IO are in {@link dev.flsys.socketio.PacketCodec} and {@link
 * dev.flsys.socketio.Heartbeat}, and those of Socket.IO in {@link dev.flsys.socketio.SocketVersion}.
 *
 * <p>Sources: the protocols' specifications, github.com/socketio/engine.io-protocol and
 * github.com/socketio/socket.io-protocol, with the older revisions in their histories.
 */
@NullMarked
package dev.flsys.socketio;

import org.jspecify.annotations.NullMarked;
