/**
 * What probes ask: whether the service has loaded what it starts with, and whether it can do its work now. Nothing here
 * blocks an event loop, and each check answers within half a second.
 */
@NullMarked
package dev.flsys.platform.health;

import org.jspecify.annotations.NullMarked;
