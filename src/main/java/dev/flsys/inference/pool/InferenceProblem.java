package dev.flsys.inference.pool;

import dev.flsys.problem.DisplayTime;
import dev.flsys.problem.Problem;
import java.time.Duration;
import java.util.Optional;

/** An expected failure of a prediction. */
public final class InferenceProblem extends Problem {

    /** The kinds that the service distinguishes. */
    public enum Kind {
        /** The body is not the input that the model takes (400), or has too many rows (413). */
        BAD_INPUT,
        /** A setting that the model needs is missing, or does not fit the model (400). */
        SETTING,
        /** INFERENCE_QUEUE requests wait already, or the service is shutting down (503). */
        QUEUE_FULL,
        /** The model takes longer to load than a request should wait; loading continues (503). */
        LOADING,
        /** The prediction took longer than INFERENCE_TIMEOUT (504), or earlier ones of its model did (503). */
        TIMED_OUT,
        /** A request of many calls took longer than INFERENCE_TIMEOUT, although each call was answered (504). */
        TOO_LONG,
        /** The model runs, but its output is no answer to the request (500). */
        FAILED
    }

    private static final int RETRY_SECONDS = 5;
    private static final String TIMED_OUT = "Inference timed out";

    private final Kind kind;

    private InferenceProblem(Kind kind, int status, String title, String detail) {
        super(status, title, detail);
        this.kind = kind;
    }

    private InferenceProblem(Kind kind, String title, String detail, int retryAfterSeconds) {
        super(503, title, detail, retryAfterSeconds);
        this.kind = kind;
    }

    public static InferenceProblem badInput(String detail) {
        return new InferenceProblem(Kind.BAD_INPUT, 400, "Bad input", detail);
    }

    /**
     * A prediction that needs a setting.
     *
     * @param detail names the line to write
     */
    public static InferenceProblem setting(String detail) {
        return new InferenceProblem(Kind.SETTING, 400, "Setting missing", detail);
    }

    /**
     * The model cannot be explained by Grad-CAM (422).
     *
     * @param reason the rest of a sentence
     */
    public static InferenceProblem noGradCam(String reason) {
        return new InferenceProblem(
                Kind.BAD_INPUT, 422, "No Grad-CAM", "Grad-CAM is not possible: the model " + reason + ".");
    }

    public static InferenceProblem tooManyRows(int max) {
        return new InferenceProblem(
                Kind.BAD_INPUT, 413, "Too many rows", "inputs has more than " + max + " rows; send them in parts.");
    }

    static InferenceProblem queueFull() {
        return new InferenceProblem(
                Kind.QUEUE_FULL, "Inference queue full", "Too many predictions wait; try again in a moment.", 1);
    }

    /** @param step the present step of the load, a sentence; may be empty */
    static InferenceProblem loading(String step) {
        return new InferenceProblem(
                Kind.LOADING,
                "Model loading",
                "The model is still being loaded" + (step.isEmpty() ? "." : ": " + step),
                RETRY_SECONDS);
    }

    /**
     * The prediction took too long (504). The problem names no time for a retry, because the same request may hang
     * again.
     *
     * @param model that was called; empty if the time was spent on something else
     */
    static InferenceProblem timedOut(Duration limit, Optional<String> model) {
        return new InferenceProblem(
                Kind.TIMED_OUT,
                504,
                TIMED_OUT,
                model.map(name -> "The model " + name).orElse("The request") + " took longer than "
                        + DisplayTime.of(limit)
                        + " and was given up; INFERENCE_TIMEOUT sets the limit.");
    }

    /** The calls of an explanation took too long together (504). */
    public static InferenceProblem longExplanation(Duration limit) {
        return new InferenceProblem(
                Kind.TOO_LONG,
                504,
                TIMED_OUT,
                "The explanation took longer than " + DisplayTime.of(limit)
                        + " and was given up. Ask for a smaller grid; INFERENCE_TIMEOUT sets the limit.");
    }

    /** The largest possible number of explanations is being computed already (503). */
    public static InferenceProblem tooManyExplanations(int max) {
        return new InferenceProblem(
                Kind.QUEUE_FULL,
                "Too many explanations",
                "There are " + max
                        + " explanations already, which is the most at the same time; try again in a moment.",
                RETRY_SECONDS);
    }

    /** The picture takes too long to decode or to resize (400). */
    static InferenceProblem slowPicture(Duration limit) {
        return badInput("The picture takes more than " + DisplayTime.of(limit)
                + " of processor time to decode and resize. Send a smaller one, or a baseline JPEG;"
                + " INFERENCE_PICTURE_TIMEOUT sets the limit.");
    }

    /**
     * A model that is not called at present.
     *
     * @param reason the reason why the model is not called, in sentences
     */
    public static InferenceProblem notCalled(String reason) {
        return new InferenceProblem(Kind.TIMED_OUT, TIMED_OUT, reason, RETRY_SECONDS);
    }

    public static InferenceProblem failed(String detail) {
        return new InferenceProblem(Kind.FAILED, 500, "Inference failed", detail);
    }

    public Kind kind() {
        return kind;
    }
}
