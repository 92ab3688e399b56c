/**
 * Training histories: the rounds of FLSys' own runs, and the history files of the project in all supported forms. Used
 * by {@code tracking}. The entry is {@link dev.flsys.history.Histories}.
 *
 * <p>{@link dev.flsys.history.HistoryFiles} finds the file. {@link dev.flsys.history.HistoryReader} turns each format
 * into rows and objects: JSON, JSON lines, CSV, and event files of TensorBoard. {@link dev.flsys.history.rounds} reads
 * the rounds in them. A model that a simulation wrote has the rounds of that simulation.
 */
@NullMarked
package dev.flsys.history;

import org.jspecify.annotations.NullMarked;
