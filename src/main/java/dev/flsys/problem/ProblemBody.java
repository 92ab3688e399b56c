package dev.flsys.problem;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The body of an error answer, {@code application/problem+json} (RFC 9457), with one more member.
 *
 * @param type always {@code about:blank}: the title says it all
 * @param title the kind of problem
 * @param status the HTTP status, repeated
 * @param detail what happened this time
 * @param error the detail once more, where front ends of the Flask backend look for it
 */
@RegisterForReflection
public record ProblemBody(String type, String title, int status, String detail, String error) {

    /** Media type of the body. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** A body that says {@code detail} under {@code title}. */
    public static ProblemBody of(int status, String title, String detail) {
        return new ProblemBody("about:blank", title, status, detail, detail);
    }
}
