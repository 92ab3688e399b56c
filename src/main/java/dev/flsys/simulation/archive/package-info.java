/**
 * A whole run in one file: the ZIP archive with its RO-Crate description, and the table of its rounds. Uses
 * {@code simulation}. The entry is {@link dev.flsys.simulation.archive.RunArchive}.
 */
@NullMarked
package dev.flsys.simulation.archive;

import org.jspecify.annotations.NullMarked;
