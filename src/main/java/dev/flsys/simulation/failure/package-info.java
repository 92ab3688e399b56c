/**
 * The analysis of a failed simulation. It finds the line of the output with the reason, the kind of the failure, its
 * cause, its place in the project's code, and the remedy. A new kind is a row of a table. Used by
 * {@link dev.flsys.simulation}.
 */
@org.jspecify.annotations.NullMarked
package dev.flsys.simulation.failure;
