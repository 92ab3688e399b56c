/** Clients of the live protocol that check every number of an event by a scan of bytes, so that they cost little. */
@NullMarked
package dev.flsys.bench.live;

import org.jspecify.annotations.NullMarked;
