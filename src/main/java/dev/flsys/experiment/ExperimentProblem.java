package dev.flsys.experiment;

import dev.flsys.problem.Problem;

/** The refusal of a request about experiments. The caller is at fault, or the service cannot do it now. */
public final class ExperimentProblem extends Problem {

    private static final int RETRY_SECONDS = 10;
    private static final String PROOF =
            " Send that session's token as X-Session header or ?session=, or the API token as Authorization: Bearer.";

    private ExperimentProblem(int status, String title, String detail) {
        super(status, title, detail);
    }

    private ExperimentProblem(int status, String title, String detail, int retrySeconds) {
        super(status, title, detail, retrySeconds);
    }

    static ExperimentProblem unknown() {
        return new ExperimentProblem(404, "Unknown experiment", "There is no experiment of that id.");
    }

    /** The body of a start, or of a retry, is refused. */
    static ExperimentProblem refused(String detail) {
        return new ExperimentProblem(400, "Experiment refused", detail);
    }

    static ExperimentProblem query(String detail) {
        return new ExperimentProblem(400, "Bad Request", detail);
    }

    static ExperimentProblem unreadableByCaller() {
        return new ExperimentProblem(
                403,
                "Another session's experiment",
                "Simulations are private here (SIMULATIONS_PRIVATE): only the session that started this experiment may"
                        + " read it." + PROOF);
    }

    static ExperimentProblem unchangeableByCaller() {
        return new ExperimentProblem(
                403,
                "Another session's experiment",
                "Only the session that started this experiment may change or delete it." + PROOF);
    }

    static ExperimentProblem ended() {
        return new ExperimentProblem(
                409,
                "Experiment ended",
                "Each run of this experiment has ended. POST .../retry starts those that did not complete again.");
    }

    static ExperimentProblem notEnded() {
        return new ExperimentProblem(
                409, "Experiment not ended", "Only an experiment that has ended can be deleted. Stop it first.");
    }

    static ExperimentProblem nothingToRetry() {
        return new ExperimentProblem(
                409,
                "Nothing to repeat",
                "No run of the wanted ones has ended without success. The cells of the experiment show their states.");
    }

    static ExperimentProblem tooMany(int max) {
        return new ExperimentProblem(
                429,
                "Too many experiments",
                max + " experiments have not ended; no further one is accepted now. Stop one, or wait.",
                RETRY_SECONDS);
    }

    static ExperimentProblem unwritable() {
        return new ExperimentProblem(
                503,
                "Experiments cannot be stored",
                ".flsys in the project cannot be written, and nothing was changed. The log of the service has the"
                        + " reason.",
                RETRY_SECONDS);
    }
}
