/**
 * The values that all rooms of {@code flower} share: the start command, the parameters of a client, and the app's
 * {@code pyproject.toml}.
 *
 * <p>Each parameter becomes one argument. No shell reads it.
 */
@NullMarked
package dev.flsys.flower.command;

import org.jspecify.annotations.NullMarked;
