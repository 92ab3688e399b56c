/**
 * The page for browsers: its HTML around the bundle that the build made of {@code resources/web/console}, and the
 * headers that keep it harmless. What it shows, it asks the same REST and live doors for as any front end.
 */
@NullMarked
package dev.flsys.console;

import org.jspecify.annotations.NullMarked;
