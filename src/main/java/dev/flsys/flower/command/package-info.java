/**
 * The values that all rooms of {@code flower} share: the start command, the parameters of a client, the app's
 * {@code pyproject.toml}.
 */
@NullMarked
package dev.flsys.flower.command;

import org.jspecify.annotations.NullMarked;
