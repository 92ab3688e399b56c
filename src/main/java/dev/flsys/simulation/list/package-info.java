/**
 * Many simulations in one list: what a user added to each, search, filters, order and pages. It knows no files; the
 * room {@link dev.flsys.simulation} reads them and answers requests with it.
 */
@org.jspecify.annotations.NullMarked
package dev.flsys.simulation.list;
