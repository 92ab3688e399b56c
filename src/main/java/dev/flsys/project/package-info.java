/**
 * The Flower project on disk: where it is, the only paths that may be touched, and how files of the service's own are
 * made in it.
 */
@NullMarked
package dev.flsys.project;

import org.jspecify.annotations.NullMarked;
