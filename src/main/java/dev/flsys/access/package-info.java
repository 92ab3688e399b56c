/**
 * Access to the service: the hosts and origins that may call, the API token, and the key that signs session tokens.
 * Used by {@code console}, {@code inference}, {@code live}, {@code simulation} and {@code socketio}.
 *
 * <p>The filters run before any body is read. {@link dev.flsys.access.HostGate} answers 421 to a request for a foreign
 * host. {@link dev.flsys.access.OriginGate} answers 403 to a page of a foreign origin. If an API token is set,
 * {@link dev.flsys.access.ApiTokenGate} answers 401 to a request without it. Health, metrics, the API description, the
 * console's page and reads of a shared run need no token.
 */
@NullMarked
package dev.flsys.access;

import org.jspecify.annotations.NullMarked;
