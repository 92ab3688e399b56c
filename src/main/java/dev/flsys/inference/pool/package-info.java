/**
 * The workers and the queue in front of them: jobs of clients that take turns, batches, deadlines, and their metrics.
 * Used by {@code inference} and {@code inference.explain}. The entry is {@link dev.flsys.inference.pool.WorkerPool}.
 */
@NullMarked
package dev.flsys.inference.pool;

import org.jspecify.annotations.NullMarked;
