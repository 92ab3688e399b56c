package dev.flsys.model;

import dev.flsys.problem.Problem;

/** There is no model of that id in the list (404). */
public final class UnknownModel extends Problem {

    public UnknownModel(String id) {
        super(404, "Unknown model", "There is no model " + shortened(id) + "; GET /api/models/ lists those there are.");
    }

    private static String shortened(String id) {
        String printable = id.replaceAll("\\p{Cntrl}", "?");
        return "'" + (printable.length() <= 100 ? printable : printable.substring(0, 100) + "…") + "'";
    }
}
