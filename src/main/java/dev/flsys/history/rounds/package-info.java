/**
 * The conversion of a history file's content to the rounds of one training. Projects write their metrics in different
 * forms; this room reads all supported ones. Used by {@code history}. The entry is
 * {@link dev.flsys.history.rounds.HistoryParser}.
 *
 * <p>The classes work in this order:
 *
 * <ol>
 *   <li>{@link dev.flsys.history.rounds.ExperimentTree} and {@link dev.flsys.history.rounds.Experiments} choose the
 *       experiment of the model.
 *   <li>{@link dev.flsys.history.rounds.SeriesReader} reads the forms.
 *   <li>{@link dev.flsys.history.rounds.RunRows} distinguishes clients and second trainings.
 *   <li>{@link dev.flsys.history.rounds.FirstRound} decides whether rounds are counted from 0 or from 1.
 * </ol>
 *
 * <p>Other members of the top-level object are returned unchanged.
 */
@NullMarked
package dev.flsys.history.rounds;

import org.jspecify.annotations.NullMarked;
