/**
 * The Flower project on disk: its settings as written, checked at start-up, and the only paths that may be touched.
 */
@NullMarked
package dev.flsys.project;

import org.jspecify.annotations.NullMarked;
