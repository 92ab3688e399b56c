/**
 * Child processes: started in a group of their own, bounded, read line by line, and ended with all that they started.
 */
@NullMarked
package dev.flsys.process;

import org.jspecify.annotations.NullMarked;
