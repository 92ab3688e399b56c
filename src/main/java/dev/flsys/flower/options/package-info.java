/**
 * The options of a start script or a Flower app: read from its parser or its {@code pyproject.toml}, and compared with
 * a client's parameters. {@code ask_options.py} asks the parser.
 */
@NullMarked
package dev.flsys.flower.options;

import org.jspecify.annotations.NullMarked;
