/**
 * The Flower project on disk: its folder, the only paths that may be used, and the private files of the service in
 * {@code .flsys}. Used by most rooms. The entry is {@link dev.flsys.project.FlowerProject}.
 *
 * <p>Only this room converts a name to a path in the project. Folders of the service have mode 0700 and files 0600.
 */
@NullMarked
package dev.flsys.project;

import org.jspecify.annotations.NullMarked;
