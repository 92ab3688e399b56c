/** The Flower project on the disk: its folder, the paths in it that may be used, and the files of the service in it. */
@NullMarked
package dev.flsys.project;

import org.jspecify.annotations.NullMarked;
