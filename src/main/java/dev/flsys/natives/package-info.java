/**
 * The native libraries of the engines and of the picture reader: where they are unpacked, and where a native executable
 * finds those that it does not hold. Nothing is loaded here; each library is loaded by whoever uses it first.
 */
@NullMarked
package dev.flsys.natives;

import org.jspecify.annotations.NullMarked;
