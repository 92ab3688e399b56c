/**
 * The connections of clients: their number, and the time in which each must send its next request. The entry is
 * {@link dev.flsys.platform.connection.ConnectionGuard}.
 */
@NullMarked
package dev.flsys.platform.connection;

import org.jspecify.annotations.NullMarked;
