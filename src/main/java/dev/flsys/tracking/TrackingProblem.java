package dev.flsys.tracking;

import dev.flsys.problem.Problem;

/** An expected failure of an export to another tool. */
final class TrackingProblem extends Problem {

    private static final long serialVersionUID = 1;
    private static final int RETRY_SECONDS = 5;

    private TrackingProblem(int status, String title, String detail) {
        super(status, title, detail);
    }

    private TrackingProblem(int status, String title, String detail, int retryAfterSeconds) {
        super(status, title, detail, retryAfterSeconds);
    }

    static TrackingProblem noMlflow() {
        return new TrackingProblem(
                409, "No MLflow server", "EXPORT_MLFLOW_URI is not set. Set it to the address of an MLflow server.");
    }

    static TrackingProblem neverStarted() {
        return new TrackingProblem(
                409, "Nothing to send", "The simulation ended before it started, so there is nothing to send.");
    }

    static TrackingProblem busy() {
        return new TrackingProblem(
                503, "Busy", "Other event files are being written. Try again in a few seconds.", RETRY_SECONDS);
    }

    static TrackingProblem unwritable() {
        return new TrackingProblem(
                503, "Not writable", "The export cannot be stored: the service's log has the reason.", RETRY_SECONDS);
    }
}
