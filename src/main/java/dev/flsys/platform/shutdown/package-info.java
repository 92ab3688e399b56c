/**
 * The end of the service in steps. The service is not ready any more, but still serves. Then it accepts no new
 * connections, sends the last answers, and exits with status 0. The entry is {@link dev.flsys.platform.shutdown.Drain}.
 *
 * <p>The service handles SIGTERM before Quarkus does. From then on each answer closes its connection (HTTP/2: GOAWAY),
 * so that clients move to another replica. The sockets that accept connections are closed after the simulations have
 * ended, and after SHUTDOWN_DELAY at the earliest. Vert.x alone would close them together with all connections. The
 * last answers may take SHUTDOWN_TIMEOUT. The room does not wait for WebSockets and Socket.IO.
 */
@NullMarked
package dev.flsys.platform.shutdown;

import org.jspecify.annotations.NullMarked;
