/**
 * The Flower project on disk: where it is, and the only paths that may be touched.
 */
@NullMarked
package dev.flsys.project;

import org.jspecify.annotations.NullMarked;
