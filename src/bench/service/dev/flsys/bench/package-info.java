/** Endpoints for the benchmarks only. The product does not contain them. */
@NullMarked
package dev.flsys.bench;

import org.jspecify.annotations.NullMarked;
