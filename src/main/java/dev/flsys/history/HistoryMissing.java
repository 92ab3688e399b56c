package dev.flsys.history;

import dev.flsys.history.rounds.HistoryFormat;
import dev.flsys.history.rounds.HistoryProblem;
import dev.flsys.model.catalog.ModelId;
import dev.flsys.problem.NearestName;
import java.util.List;
import java.util.stream.Collectors;

/** The problem that a known model has no file with its training history (404). */
public final class HistoryMissing extends HistoryProblem {

    private final transient List<String> unreadable;

    /**
     * @param places the folders that were searched, relative to the project
     * @param names the names in HISTORY_SUBDIR, without {@code .json}
     * @param refused links of a fitting name that lead out of the project
     * @param unreadable files that may be the history, in formats that FLSys does not read
     * @param others names of files that were read and hold no history
     */
    HistoryMissing(
            ModelId model,
            List<String> places,
            List<String> names,
            List<String> refused,
            List<String> unreadable,
            List<String> others) {
        super(
                404,
                "No training history",
                "There is no training history of the model '" + model + "'. Looked in "
                        + String.join(" and in ", places)
                        + " for '" + model + ".json' and names like it." + NearestName.suggest(model.value(), names)
                        + refused(refused)
                        + (others.isEmpty() ? "" : " Read, but without rounds: " + String.join(", ", others) + ".")
                        + unreadable.stream()
                                .limit(1)
                                .map(name -> " " + HistoryFormat.remedyFor(name))
                                .collect(Collectors.joining()),
                null);
        this.unreadable = List.copyOf(unreadable);
    }

    /** Files that may be the history, in formats that FLSys does not read. */
    List<String> unreadable() {
        return unreadable;
    }

    private static String refused(List<String> refused) {
        return refused.isEmpty()
                ? ""
                : " Not read, as they lead out of the project: " + String.join(", ", refused) + ".";
    }
}
