/**
 * From files to models in memory: catalog, export of state dicts, loading, leases, swap, and the limit on what is kept.
 */
@NullMarked
package dev.flsys.model;

import org.jspecify.annotations.NullMarked;
