package dev.flsys.model;

import dev.flsys.problem.NearestName;
import dev.flsys.problem.Problem;
import java.util.Collection;
import java.util.regex.Pattern;

/** There is no model of that id in the list (404). */
public final class UnknownModel extends Problem {

    private static final Pattern SUFFIX = Pattern.compile("\\.(?:pth|pt|onnx)$", Pattern.CASE_INSENSITIVE);

    /**
     * @param id what was asked for
     * @param known the ids that there are, as far as they are known
     */
    UnknownModel(String id, Collection<String> known) {
        super(
                404,
                "Unknown model",
                "There is no model " + shortened(id) + "." + NearestName.hint(withoutPath(id), known)
                        + " GET /api/models/ lists all models.");
    }

    /** The likely id in what may be the path of a file. */
    private static String withoutPath(String id) {
        String name = id.substring(Math.max(id.lastIndexOf('/'), id.lastIndexOf('\\')) + 1);
        return SUFFIX.matcher(name).replaceFirst("");
    }

    private static String shortened(String id) {
        String printable = id.replaceAll("\\p{Cntrl}", "?");
        return "'" + (printable.length() <= 100 ? printable : printable.substring(0, 100) + "…") + "'";
    }
}
