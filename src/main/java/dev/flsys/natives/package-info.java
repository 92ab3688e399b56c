/**
 * The native libraries of the engines and of the picture decoder: the folder into which they are unpacked, and the
 * place of libtorch beside a native executable. Used by {@code engine} and {@code picture}. This room loads no library;
 * the first user of a library loads it.
 *
 * <p>Libraries are unpacked below DJL_CACHE_DIR, or into the home or the temporary folder if that cannot be written.
 */
@NullMarked
package dev.flsys.natives;

import org.jspecify.annotations.NullMarked;
