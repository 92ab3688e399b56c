/**
 * The health checks: whether the service has loaded its models, and whether it can work now. They do not block the
 * event loop, and each one answers within half a second.
 */
@NullMarked
package dev.flsys.platform.health;

import org.jspecify.annotations.NullMarked;
