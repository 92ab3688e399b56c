package dev.flsys.simulation.failure;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The explanation of a failed simulation. Unknown members are null and left out of the JSON.
 *
 * @param kind name of the kind of failure, see docs/failures.md; {@code unknown} if FLSys does not know it
 * @param cause one or two sentences
 * @param where the last frame of the traceback in the project's own files, {@code train.py:12, in main}
 * @param remedy the next step
 * @param lastLines the last lines of the output, of an unknown failure only
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Explanation(
        @Nullable String kind,
        @Nullable String cause,
        @Nullable String where,
        @Nullable String remedy,

        @JsonProperty("last_lines") @Schema(maxItems = LAST_LINES) @Nullable List<String> lastLines) {

    /** Number of lines that an unknown failure shows. */
    static final int LAST_LINES = 8;

    /** A cause that belongs to no kind. */
    public static Explanation of(String cause, @Nullable String remedy) {
        return new Explanation(null, cause, null, remedy, null);
    }

    /** Reads an explanation; versions before 0.1 wrote a text. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static @Nullable Explanation read(@Nullable JsonNode json) {
        if (json == null || json.isNull() || json.isMissingNode()) {
            return null;
        }
        if (!json.isObject()) {
            return of(json.asText(), null);
        }
        return new Explanation(
                text(json, "kind"), text(json, "cause"), text(json, "where"), text(json, "remedy"), lines(json));
    }

    private static @Nullable String text(JsonNode json, String name) {
        return json.hasNonNull(name) ? json.get(name).asText() : null;
    }

    private static @Nullable List<String> lines(JsonNode json) {
        if (!json.path("last_lines").isArray()) {
            return null;
        }
        List<String> lines = new ArrayList<>();
        json.path("last_lines").forEach(line -> lines.add(line.asText()));
        return List.copyOf(lines);
    }
}
