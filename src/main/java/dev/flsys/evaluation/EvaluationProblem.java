package dev.flsys.evaluation;

import dev.flsys.problem.Problem;
import dev.flsys.project.PrivateFiles;

/** The refusal of a request about evaluations. */
public final class EvaluationProblem extends Problem {

    private static final int RETRY_SECONDS = 10;

    private EvaluationProblem(int status, String title, String detail) {
        super(status, title, detail);
    }

    private EvaluationProblem(int status, String title, String detail, int retrySeconds) {
        super(status, title, detail, retrySeconds);
    }

    static EvaluationProblem unknown() {
        return new EvaluationProblem(404, "Unknown evaluation", "There is no evaluation of that id.");
    }

    static EvaluationProblem unknownPicture() {
        return new EvaluationProblem(
                404, "Unknown picture", "The results of this evaluation name no such picture, or it is not there now.");
    }

    /** The body, or the folder that it names, is refused. */
    static EvaluationProblem refused(String detail) {
        return new EvaluationProblem(400, "Evaluation refused", detail);
    }

    /** Clients may not upload pictures (403). */
    static EvaluationProblem off(String reason) {
        return new EvaluationProblem(403, "Changes not allowed", reason);
    }

    /** An uploaded ZIP file is refused (422). */
    static EvaluationProblem archive(String reason) {
        return new EvaluationProblem(422, "ZIP file refused", reason);
    }

    /** The disk has too little space (507). */
    static EvaluationProblem noSpace() {
        return new EvaluationProblem(
                507,
                "Insufficient Storage",
                "The disk has too little space for the evaluation. Delete files, and send the request again.");
    }

    /** Too many ZIP files are being uploaded (503). */
    static EvaluationProblem busy() {
        return new EvaluationProblem(
                503, "Uploads busy", "Too many ZIP files are being uploaded. Try again later.", RETRY_SECONDS);
    }

    static EvaluationProblem ended() {
        return new EvaluationProblem(409, "Evaluation ended", "This evaluation has ended. It can be deleted.");
    }

    static EvaluationProblem notEnded() {
        return new EvaluationProblem(
                409, "Evaluation not ended", "Only an evaluation that has ended can be deleted. Stop it first.");
    }

    static EvaluationProblem tooMany(int max) {
        return new EvaluationProblem(
                429,
                "Too many evaluations",
                max + " evaluations have not ended; no further one is accepted now. Stop one, or wait.",
                RETRY_SECONDS);
    }

    /** The folder of the evaluations cannot be written (503), or the disk is full (507). */
    static EvaluationProblem unwritable(Throwable cause) {
        if (PrivateFiles.isFull(cause)) {
            return noSpace();
        }
        return new EvaluationProblem(
                503,
                "Evaluations cannot be stored",
                ".flsys in the project cannot be written, and nothing was changed. The log of the service has the"
                        + " reason.",
                RETRY_SECONDS);
    }
}
