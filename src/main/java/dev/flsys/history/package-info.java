/** Training histories in every shape that Flower projects write, read into one. */
@NullMarked
package dev.flsys.history;

import org.jspecify.annotations.NullMarked;
