/**
 * The list of simulations: names, notes and tags that a user added, search, filters, order and pages. This room reads
 * no files. The room {@link dev.flsys.simulation} reads them and answers requests with this room.
 */
@org.jspecify.annotations.NullMarked
package dev.flsys.simulation.list;
