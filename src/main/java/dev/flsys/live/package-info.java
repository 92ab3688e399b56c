/** Sessions and events over a WebSocket: the live protocol and its frames. */
@NullMarked
package dev.flsys.live;

import org.jspecify.annotations.NullMarked;
