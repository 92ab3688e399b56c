/**
 * Training histories: the rounds of FLSys' own runs, and the history files of the project in every known shape. The
 * entry is {@link dev.flsys.history.Histories}.
 *
 * <p>For a model in a run's folder the file is {@code result.json}, {@code history.json} or similar beside the weights.
 * Otherwise it is the file of HISTORY_SUBDIR with the name of the id, exactly or up to case, {@code _}, {@code -} and
 * affixes such as {@code history}. The parser reads parallel lists, Flower's {@code History}, objects with rounds as
 * keys, tagged lists, and lists of rounds. Other members of the top-level object are returned unchanged. A model that a
 * simulation wrote has the rounds of that simulation, also without HISTORY_SUBDIR.
 */
@NullMarked
package dev.flsys.history;

import org.jspecify.annotations.NullMarked;
