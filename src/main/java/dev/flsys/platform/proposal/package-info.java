/**
 * Lines for {@code .env} that the sources of a Flower project suggest. Used by {@code platform} when the settings of a
 * new user are incomplete.
 */
@NullMarked
package dev.flsys.platform.proposal;

import org.jspecify.annotations.NullMarked;
