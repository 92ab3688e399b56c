package dev.flsys.problem;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * The body of an error answer of the Open Inference Protocol, whose clients read only this member.
 *
 * @param error the description of this occurrence
 */
@RegisterForReflection
public record ErrorBody(String error) {

    /** Media type of the body, without parameters. */
    public static final String MEDIA_TYPE = "application/json";

    private static final String ROOT = "/v2";

    /** Whether answers at {@code path} have such bodies. */
    public static boolean isOf(@Nullable String path) {
        return path != null && (path.equals(ROOT) || path.startsWith(ROOT + "/"));
    }
}
