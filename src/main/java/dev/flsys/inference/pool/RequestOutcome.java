package dev.flsys.inference.pool;

import dev.flsys.problem.Problem;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The ends of a request that the metrics distinguish. */
public enum RequestOutcome {
    SUCCESS,
    /** The request is wrong (4xx). */
    REJECTED,
    /** INFERENCE_QUEUE requests waited already. */
    QUEUE_FULL,
    /** The model was still being loaded. */
    LOADING,
    /** The prediction took longer than INFERENCE_TIMEOUT, or earlier ones of its model did. */
    TIMEOUT,
    /** The service was unable to answer (503) for another reason. */
    UNAVAILABLE,
    /** The client disconnected before it got an answer. */
    ABANDONED,
    /** The service or the model failed. */
    FAILED;

    private static final int BAD_REQUEST = 400;
    private static final int SERVER_ERROR = 500;
    private static final int SERVICE_UNAVAILABLE = 503;

    /** The outcome of a request that ended with {@code failure}; null after a success. */
    static RequestOutcome of(@Nullable Throwable failure) {
        if (failure == null) {
            return SUCCESS;
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof CancellationException) {
            return ABANDONED;
        }
        if (cause instanceof InferenceProblem own) {
            return of(own.kind());
        }
        return cause instanceof Problem problem ? ofStatus(problem.status()) : FAILED;
    }

    private static RequestOutcome of(InferenceProblem.Kind kind) {
        return switch (kind) {
            case BAD_INPUT, SETTING -> REJECTED;
            case QUEUE_FULL -> QUEUE_FULL;
            case LOADING -> LOADING;
            case TIMED_OUT, TOO_LONG -> TIMEOUT;
            case FAILED -> FAILED;
        };
    }

    private static RequestOutcome ofStatus(int status) {
        if (status == SERVICE_UNAVAILABLE) {
            return UNAVAILABLE;
        }
        return status >= BAD_REQUEST && status < SERVER_ERROR ? REJECTED : FAILED;
    }

    /** The value of the label {@code outcome}. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
