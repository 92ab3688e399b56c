/**
 * From the content of a history file to the rounds of one training: the shapes in which projects write metrics. Used by
 * {@code history}. The entry is {@link dev.flsys.history.rounds.HistoryParser}.
 *
 * <p>{@link dev.flsys.history.rounds.ExperimentTree} and {@link dev.flsys.history.rounds.Experiments} choose the
 * experiment of the model, {@link dev.flsys.history.rounds.HistoryWalk} reads the shapes,
 * {@link dev.flsys.history.rounds.RunRows} distinguishes clients and second trainings, and
 * {@link dev.flsys.history.rounds.FirstRound} decides between rounds from 0 and from 1. Other members of the top-level
 * object are returned unchanged.
 */
@NullMarked
package dev.flsys.history.rounds;

import org.jspecify.annotations.NullMarked;
