/**
 * Runs at a SuperLink that FLSys did not start: submitted, followed, polled and stopped with Flower's own command. They
 * continue when the service ends.
 */
@NullMarked
package dev.flsys.flower.superlink;

import org.jspecify.annotations.NullMarked;
