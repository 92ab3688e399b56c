package dev.flsys.history;

import dev.flsys.model.ModelId;
import dev.flsys.problem.NearestName;
import java.util.List;

/** The model is known, but no file holds its training history (404). */
public final class HistoryMissing extends HistoryProblem {

    /**
     * @param places the folders that were searched, relative to the project
     * @param names the names in HISTORY_SUBDIR, without {@code .json}
     * @param refused links of a fitting name that lead out of the project
     */
    HistoryMissing(ModelId model, List<String> places, List<String> names, List<String> refused) {
        super(
                404,
                "No training history",
                "There is no training history of the model '" + model + "'. Looked in "
                        + String.join(" and in ", places)
                        + " for '" + model + ".json' and names like it." + NearestName.hint(model.value(), names)
                        + refused(refused),
                null);
    }

    private static String refused(List<String> refused) {
        return refused.isEmpty()
                ? ""
                : " Not read, as they lead out of the project: " + String.join(", ", refused) + ".";
    }
}
