/**
 * Socket.IO for its clients 2, 3 and 4: packets, transports, sessions and namespaces, and nothing of what is said in
 * them.
 *
 * <p>Clients 3 and 4 speak Socket.IO 5 over Engine.IO 4, clients 1 and 2 Socket.IO 4 over Engine.IO 3. What is
 * different in the revisions of Engine.IO is in {@link dev.flsys.socketio.PacketCodec} and
 * {@link dev.flsys.socketio.Heartbeat}, what is different in those of Socket.IO in
 * {@link dev.flsys.socketio.SocketVersion}; all else serves both.
 *
 * <p>Sources: the protocols' specifications, github.com/socketio/engine.io-protocol and
 * github.com/socketio/socket.io-protocol, with the older revisions in their histories.
 */
@NullMarked
package dev.flsys.socketio;

import org.jspecify.annotations.NullMarked;
