/**
 * Training histories: the rounds of FLSys' own runs, and the history files of the project in every known shape. The
 * entry is {@link dev.flsys.history.Histories}.
 *
 * <p>{@link dev.flsys.history.HistoryFiles} finds the file. {@link dev.flsys.history.HistoryReader} turns each format
 * into rows and objects: JSON, JSON lines, CSV, and event files of TensorBoard.
 * {@link dev.flsys.history.ExperimentTree} and {@link dev.flsys.history.Experiments} choose the experiment of the
 * model, {@link dev.flsys.history.HistoryWalk} reads the shapes, {@link dev.flsys.history.RunRows} distinguishes
 * clients and second trainings, and {@link dev.flsys.history.FirstRound} decides between rounds from 0 and from 1.
 * Other members of the top-level object are returned unchanged. A model that a simulation wrote has the rounds of that
 * simulation.
 */
@NullMarked
package dev.flsys.history;

import org.jspecify.annotations.NullMarked;
