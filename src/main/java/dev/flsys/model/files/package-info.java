/**
 * Uploads, downloads and deletions of model files. Used by {@code platform.body}, which lets uploads stream. The entry
 * is {@link dev.flsys.model.files.ModelFiles}.
 *
 * <p>An upload goes into a hidden file beside its place, is checked there, and is then published by one operation of
 * the file system. So a file is visible only complete and checked, and of several uploads of one name exactly one
 * creates it. This also holds for several services on one project, which need no lock for it. A service holds a lock in
 * {@code .flsys/uploads} while it runs; hidden files whose service is gone are deleted at a start.
 *
 * <p>A deleted or replaced file is moved to {@code .flsys/trash}, from which
 * {@link dev.flsys.model.files.TrashedModels} restores it. Nothing in a file is ever run here.
 */
@NullMarked
package dev.flsys.model.files;

import org.jspecify.annotations.NullMarked;
