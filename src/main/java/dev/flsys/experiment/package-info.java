/**
 * Experiments. An experiment is a grid of several values of parameters, with repeats that have other seeds. Each cell
 * of the grid runs as a simulation. The room computes the statistics of their metrics. The entry is
 * {@link dev.flsys.experiment.Experiments}. No room uses it.
 *
 * <p>{@link dev.flsys.experiment.Grid} numbers the settings and the cells. A setting is one value for each parameter. A
 * cell is one repeat of a setting. {@link dev.flsys.experiment.ExperimentRunner} keeps the waiting cells. It gives the
 * queue of {@code simulation} only as many runs as may run at the same time, so single simulations can be started
 * meanwhile.
 *
 * <p>{@code .flsys/experiments/<id>/experiment.json} is the record, replaced as a whole. The record of each run has the
 * experiment, the cell and the attempt, and is written before the run begins. A service that starts, or takes over from
 * another one, searches for runs that are not in {@code experiment.json}. So a cell is started again only if its run
 * was interrupted or never accepted.
 *
 * <p>Results are computed from the records of the runs when they are asked for, with Apache Commons Statistics. The
 * numbers of ended runs are cached until their record changes.
 */
@NullMarked
package dev.flsys.experiment;

import org.jspecify.annotations.NullMarked;
