/** The project's Python interpreter: found, or made on first need with every step reported. */
@NullMarked
package dev.flsys.python;

import org.jspecify.annotations.NullMarked;
