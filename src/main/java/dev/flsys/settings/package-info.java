/**
 * The settings of the user: read from {@code .env}, the environment and system properties, and checked key by key. All
 * wrong settings are reported in one message before anything else starts. Used by all rooms; it uses none.
 *
 * <p>Each room has one record of checked settings. It reads its keys by name and reports what is wrong, with the reason
 * and the remedy.
 */
@NullMarked
package dev.flsys.settings;

import org.jspecify.annotations.NullMarked;
