/** Clients of the live protocol. They check the number of every event by a cheap scan of bytes. */
@NullMarked
package dev.flsys.bench.live;

import org.jspecify.annotations.NullMarked;
