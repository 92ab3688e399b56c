package dev.flsys.simulation.share;

import dev.flsys.problem.Problem;

/** The refusal of a request about links. */
public final class ShareProblem extends Problem {

    private ShareProblem(int status, String title, String detail) {
        super(status, title, detail);
    }

    static ShareProblem refused(String detail) {
        return new ShareProblem(400, "Bad Request", detail);
    }

    /**
     * The answer to every token that opens nothing. It does not contain the reason, so a caller who guesses tokens gets
     * no information.
     */
    public static ShareProblem invalid() {
        return new ShareProblem(
                404,
                "Unknown link",
                "This link is not valid: it was revoked, it has expired, or its simulation was deleted. Ask the person"
                        + " who sent it for a new one.");
    }

    /** The link does not open the archive. */
    public static ShareProblem withoutArchive() {
        return new ShareProblem(
                403, "Archive not shared", "This link does not include the archive. Ask for a link that does.");
    }

    /**
     * The run has as many links as it may have.
     *
     * @param max number of links that a run may have
     */
    public static ShareProblem tooMany(int max) {
        return new ShareProblem(
                409,
                "Too many links",
                "A simulation has at most " + max + " links. Revoke one with DELETE"
                        + " /api/simulations/{id}/shares/{share}.");
    }

    /** The run has no link of that id. */
    public static ShareProblem unknown() {
        return new ShareProblem(404, "Unknown link", "The simulation has no link of that id.");
    }
}
