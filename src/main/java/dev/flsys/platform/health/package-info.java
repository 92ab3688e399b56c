/**
 * The health checks: whether the service has loaded its first models, and whether predictions succeed now. No check
 * blocks an event loop, and each check answers within half a second.
 *
 * <p>{@code live} has no checks: a fault that a restart does not fix must not cause a restart. {@code started} and
 * {@code ready} wait until the deployed model was loaded, successfully or not, and the catalog was read. A call that
 * may hang runs on its own thread, at most once a second and one at a time. A health request waits for the call for
 * half a second. Then it reports how long the call has been hanging.
 */
@NullMarked
package dev.flsys.platform.health;

import org.jspecify.annotations.NullMarked;
