/**
 * A client that keeps connections busy with {@code POST /predict} while models are swapped, and checks every answer.
 */
@NullMarked
package dev.flsys.bench.load;

import org.jspecify.annotations.NullMarked;
