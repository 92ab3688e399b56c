/**
 * The Flower project on disk: its folder, the only paths that may be used, and the private files of the service in
 * {@code .flsys}. Used by most rooms. The entry is {@link dev.flsys.project.FlowerProject}.
 *
 * <p>Here a name becomes a path in the project, and nowhere else. Folders of the service have mode 0700 and files 0600.
 */
@NullMarked
package dev.flsys.project;

import org.jspecify.annotations.NullMarked;
