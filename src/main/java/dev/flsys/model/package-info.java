/** From files to models in memory: catalog, loading, leases, swap, and the limit on what is kept. */
@NullMarked
package dev.flsys.model;

import org.jspecify.annotations.NullMarked;
