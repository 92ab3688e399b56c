/**
 * How the service ends: at once not ready, while it serves what still comes; then no new connections, the last answers,
 * exit 0.
 */
@NullMarked
package dev.flsys.platform.shutdown;

import org.jspecify.annotations.NullMarked;
