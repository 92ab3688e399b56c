/** Endpoints that only the benchmarks need; the product does not hold them. */
@NullMarked
package dev.flsys.bench;

import org.jspecify.annotations.NullMarked;
