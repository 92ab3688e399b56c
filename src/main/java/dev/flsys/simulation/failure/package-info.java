/**
 * The analysis of a failed simulation: the line of its output with the reason, the kind of failure and its cause, the
 * place in the project's code, and the remedy. A new kind is a row of a table. Used by {@link dev.flsys.simulation}.
 */
@org.jspecify.annotations.NullMarked
package dev.flsys.simulation.failure;
