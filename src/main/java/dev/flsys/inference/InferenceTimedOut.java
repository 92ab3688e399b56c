package dev.flsys.inference;

import dev.flsys.problem.Problem;
import java.time.Duration;
import java.util.Optional;

/** A prediction took longer than INFERENCE_TIMEOUT, or its model is not called, because earlier ones did (503). */
public final class InferenceTimedOut extends Problem {

    private static final String TITLE = "Inference timed out";
    private static final int RETRY_SECONDS = 5;

    private InferenceTimedOut(String detail, int retryAfterSeconds) {
        super(503, TITLE, detail, retryAfterSeconds);
    }

    /** @param model that was called; empty if the time was spent on something else, such as a picture */
    static InferenceTimedOut after(Duration limit, Optional<String> model) {
        return new InferenceTimedOut(
                model.map(name -> "The model " + name).orElse("The request") + " took longer than " + shown(limit)
                        + " and was given up; INFERENCE_TIMEOUT sets the limit.",
                RETRY_SECONDS);
    }

    /** For the rest of a batch that was given up. */
    static InferenceTimedOut given() {
        return new InferenceTimedOut("The request was given up with its batch.", RETRY_SECONDS);
    }

    /** @param reason why the model is not called, in sentences */
    static InferenceTimedOut refused(String reason) {
        return new InferenceTimedOut(reason, RETRY_SECONDS);
    }

    private static String shown(Duration limit) {
        return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " seconds" : limit.toMillis() + " ms";
    }
}
