/**
 * Runs at a SuperLink that exists and is not ours: handed over, followed, looked at and stopped by Flower's own command, which
 * leaves them running when the service ends.
 */
@NullMarked
package dev.flsys.simulation.superlink;

import org.jspecify.annotations.NullMarked;
