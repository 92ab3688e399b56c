/**
 * Socket.IO 5 over Engine.IO 4: packets, transports, sessions and namespaces, and nothing of what is said in them.
 *
 * <p>Sources: the protocols' specifications, github.com/socketio/engine.io-protocol and github.com/socketio/socket.io-protocol.
 */
@NullMarked
package dev.flsys.socketio;

import org.jspecify.annotations.NullMarked;
