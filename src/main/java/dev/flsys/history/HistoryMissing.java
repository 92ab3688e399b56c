package dev.flsys.history;

import dev.flsys.model.ModelId;
import dev.flsys.problem.NearestName;
import dev.flsys.problem.Problem;
import java.util.List;

/** The model is known, but no file holds its training history (404). */
public final class HistoryMissing extends Problem {

    /**
     * @param places the folders that were searched, relative to the project
     * @param there the names in HISTORY_SUBDIR, without {@code .json}
     * @param refused names that would have fitted, but are links that lead out of the project
     */
    HistoryMissing(ModelId model, List<String> places, List<String> there, List<String> refused) {
        super(
                404,
                "No training history",
                "There is no training history of the model '" + model + "'. Looked in "
                        + String.join(" and in ", places)
                        + " for '" + model + ".json' and names like it." + NearestName.hint(model.value(), there)
                        + told(refused));
    }

    private static String told(List<String> refused) {
        return refused.isEmpty()
                ? ""
                : " Not read, as they lead out of the project: " + String.join(", ", refused) + ".";
    }
}
