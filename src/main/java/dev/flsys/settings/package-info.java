/**
 * The settings of the user: read from the environment and {@code .env}, checked key by key, with all faults reported in
 * one message.
 */
@NullMarked
package dev.flsys.settings;

import org.jspecify.annotations.NullMarked;
