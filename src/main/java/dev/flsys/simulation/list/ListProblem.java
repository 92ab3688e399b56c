package dev.flsys.simulation.list;

import dev.flsys.problem.Problem;

/** The refusal of a wrong request for a list, or for a change of labels (400). */
public final class ListProblem extends Problem {

    private ListProblem(String title, String detail) {
        super(400, title, detail);
    }

    static ListProblem query(String detail) {
        return new ListProblem("Bad Request", detail);
    }

    /** @param position the position of the wrong character, from 1 */
    static ListProblem filter(int position, String detail) {
        return new ListProblem("Filter not understood", "filter, character " + position + ": " + detail);
    }

    static ListProblem labels(String detail) {
        return new ListProblem("Labels refused", detail);
    }
}
