/**
 * Sessions and events over a WebSocket: the live protocol, its tokens and its frames.
 */
@NullMarked
package dev.flsys.live;

import org.jspecify.annotations.NullMarked;
