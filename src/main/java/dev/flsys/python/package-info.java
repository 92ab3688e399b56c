/** The Python interpreter of the project. It is found, or created on first use with every step reported. */
@NullMarked
package dev.flsys.python;

import org.jspecify.annotations.NullMarked;
