/**
 * The headers in the directory of a zip archive. The rooms {@code weights} and {@code engine.torchscript} use it, and
 * have their own rules for a refusal. {@code weights} is for files that FLSys reads itself. {@code engine.torchscript}
 * is for files that libtorch reads in its own way. The entry is {@link dev.flsys.zip.ZipHeader}.
 */
@NullMarked
package dev.flsys.zip;

import org.jspecify.annotations.NullMarked;
