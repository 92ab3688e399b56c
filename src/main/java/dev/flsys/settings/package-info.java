/**
 * The settings of the user. They are read from {@code .env}, the environment and system properties, and each key is
 * checked. All wrong settings are reported in one message before anything else starts. Used by all rooms; it uses none.
 *
 * <p>Each room has one record of checked settings. The record reads its keys by name. It reports each wrong value with
 * the reason and the remedy.
 */
@NullMarked
package dev.flsys.settings;

import org.jspecify.annotations.NullMarked;
