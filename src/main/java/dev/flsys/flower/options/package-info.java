/**
 * The options that a start script or a Flower app accepts: read from its parser, its help text or its
 * {@code pyproject.toml}, and compared with a client's parameters.
 */
@NullMarked
package dev.flsys.flower.options;

import org.jspecify.annotations.NullMarked;
