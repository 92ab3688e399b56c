/**
 * The metrics of the service as a whole: its version, and the labels of the HTTP metrics of Quarkus. Each other room
 * registers its own metrics. All names begin with {@code flsys}; docs/monitoring.md describes them.
 */
@NullMarked
package dev.flsys.platform.metrics;

import org.jspecify.annotations.NullMarked;
