/** The least that a server of Vert.x does with a large body. */
@NullMarked
package dev.flsys.bench.received;

import org.jspecify.annotations.NullMarked;
