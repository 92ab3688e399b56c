/**
 * The native libraries of the engines and of the picture reader: the folder into which they are unpacked, and the
 * folder in which a native executable finds them. The code that uses a library first loads it.
 */
@NullMarked
package dev.flsys.natives;

import org.jspecify.annotations.NullMarked;
