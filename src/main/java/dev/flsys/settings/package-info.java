/**
 * Settings as users write them: read from {@code .env}, checked key by key, and everything that is wrong told at once.
 */
@NullMarked
package dev.flsys.settings;

import org.jspecify.annotations.NullMarked;
