/**
 * The models in memory: catalog, loads, leases, swaps, and the limit on loaded models. Used by {@code inference},
 * {@code deploy}, {@code history} and {@code simulation}.
 */
@NullMarked
package dev.flsys.model;

import org.jspecify.annotations.NullMarked;
