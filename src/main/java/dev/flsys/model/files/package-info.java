/**
 * Uploads, downloads and deletions of model files. Used by {@code platform.body}, which lets uploads stream. The entry
 * is {@link dev.flsys.model.files.ModelFiles}.
 *
 * <p>An upload is written to a hidden file beside its final place and checked there. Then one operation of the file
 * system publishes it. So each visible file is complete and checked. If several uploads have one name, exactly one of
 * them creates the file. This also holds for several services on one project, which need no lock for it. A service
 * holds a lock in {@code .flsys/uploads} while it runs; hidden files of services that have ended are deleted at a
 * start.
 *
 * <p>A deleted or replaced file is moved to {@code .flsys/trash}, from which
 * {@link dev.flsys.model.files.TrashedModels} restores it. Nothing in a file is ever run here.
 */
@NullMarked
package dev.flsys.model.files;

import org.jspecify.annotations.NullMarked;
