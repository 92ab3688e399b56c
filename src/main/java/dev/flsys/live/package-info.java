/** The live protocol over WebSocket and Socket.IO: sessions, their events, and the simulations that they follow. */
@NullMarked
package dev.flsys.live;

import org.jspecify.annotations.NullMarked;
