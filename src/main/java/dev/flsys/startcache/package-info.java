/**
 * Makes the file by which a JVM starts the service faster; a program of its own, which the service knows nothing of.
 */
@NullMarked
package dev.flsys.startcache;

import org.jspecify.annotations.NullMarked;
