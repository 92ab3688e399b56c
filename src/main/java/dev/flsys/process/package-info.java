/**
 * Child processes. Each one is started in its own process group, has limits, is read line by line, and is ended
 * together with all processes that it started.
 */
@NullMarked
package dev.flsys.process;

import org.jspecify.annotations.NullMarked;
