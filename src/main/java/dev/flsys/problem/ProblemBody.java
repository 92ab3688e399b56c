package dev.flsys.problem;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The body of an error answer, {@code application/problem+json} (RFC 9457), with the additional member {@code error}.
 *
 * @param type always {@code about:blank}: the title identifies the kind
 * @param title the kind of problem
 * @param status the HTTP status
 * @param detail the description of this occurrence
 * @param error the same as {@code detail}, for front ends of the Flask backend
 */
@RegisterForReflection
public record ProblemBody(String type, String title, int status, String detail, String error) {

    /** Media type of the body. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** A body with {@code title} and {@code detail}. */
    public static ProblemBody of(int status, String title, String detail) {
        return new ProblemBody("about:blank", title, status, detail, detail);
    }
}
