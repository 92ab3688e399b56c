package dev.flsys.problem;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * An expected failure: an error of the client, or a state in which the service cannot answer.
 *
 * <p>Rooms derive their own types from it. {@link ProblemResponses} turns each one into an RFC 9457 body. Clients see
 * the message, so it contains neither absolute paths nor stack traces.
 */
public abstract class Problem extends RuntimeException {

    private final int status;
    private final String title;
    private final OptionalInt retryAfter;

    /**
     * @param status HTTP status of the answer, 400 to 599
     * @param title the kind of problem in a few words, the same for each occurrence
     * @param detail this occurrence, and how the client can fix it
     */
    protected Problem(int status, String title, String detail) {
        this(status, title, detail, OptionalInt.empty(), null);
    }

    protected Problem(int status, String title, String detail, @Nullable Throwable cause) {
        this(status, title, detail, OptionalInt.empty(), cause);
    }

    /** @param retryAfterSeconds seconds after which the client may try again */
    protected Problem(int status, String title, String detail, int retryAfterSeconds) {
        this(status, title, detail, OptionalInt.of(retryAfterSeconds), null);
    }

    private Problem(int status, String title, String detail, OptionalInt retryAfter, @Nullable Throwable cause) {
        super(detail, cause);
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("Not an HTTP error status: " + status);
        }
        this.status = status;
        this.title = title;
        this.retryAfter = retryAfter;
    }

    /** HTTP status of the answer. */
    public final int status() {
        return status;
    }

    /** The kind of problem, the same for each occurrence. */
    public final String title() {
        return title;
    }

    /** The description of this occurrence; never null. */
    public final String detail() {
        return String.valueOf(getMessage());
    }

    /**
     * Seconds after which the client may try again, sent as {@code Retry-After}; empty if a second attempt is useless.
     */
    public final OptionalInt retryAfterSeconds() {
        return retryAfter;
    }
}
