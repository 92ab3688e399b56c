/**
 * The headers in the directory of a zip archive. {@code weights} and {@code engine.torchscript} decide what they
 * refuse: the one is for files that FLSys reads itself, the other for files that libtorch reads in its own way. The
 * entry is {@link dev.flsys.zip.ZipHeader}.
 */
@NullMarked
package dev.flsys.zip;

import org.jspecify.annotations.NullMarked;
