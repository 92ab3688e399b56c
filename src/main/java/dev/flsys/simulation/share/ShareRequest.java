package dev.flsys.simulation.share;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.problem.NearestName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The checked body of a request for a link.
 *
 * @param expiresIn time until the link expires, from {@link #MIN_LENGTH} to {@link #MAX_VALIDITY}
 * @param note at most {@value #MAX_NOTE} characters without control characters; null for none
 * @param archive whether it opens the archive, too
 */
public record ShareRequest(Duration expiresIn, @Nullable String note, boolean archive) {

    static final Duration MIN_LENGTH = Duration.ofMinutes(1);
    static final Duration USUAL = Duration.ofDays(30);
    static final Duration MAX_VALIDITY = Duration.ofDays(365);
    static final int MAX_NOTE = 200;

    private static final List<String> MEMBERS = List.of("expires_in", "note", "archive");

    /**
     * Reads a body. A missing body means the default values.
     *
     * @throws ShareProblem if it is refused
     */
    public static ShareRequest read(@Nullable JsonNode body) {
        if (body == null || body.isNull() || body.isMissingNode()) {
            return new ShareRequest(USUAL, null, false);
        }
        if (!body.isObject()) {
            throw ShareProblem.refused("The body is an object such as {\"expires_in\":604800,\"note\":\"for Ada\"}.");
        }
        body.fieldNames().forEachRemaining(member -> {
            if (!MEMBERS.contains(member)) {
                throw ShareProblem.refused(
                        "The body has a member that is unknown." + NearestName.suggest(member, MEMBERS));
            }
        });
        return new ShareRequest(
                expiresIn(body.path("expires_in")), note(body.path("note")), archive(body.path("archive")));
    }

    private static Duration expiresIn(JsonNode value) {
        if (isAbsent(value)) {
            return USUAL;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < MIN_LENGTH.toSeconds()
                || value.longValue() > MAX_VALIDITY.toSeconds()) {
            throw ShareProblem.refused("'expires_in' is a whole number of seconds from " + MIN_LENGTH.toSeconds()
                    + " to " + MAX_VALIDITY.toSeconds() + ".");
        }
        return Duration.ofSeconds(value.longValue());
    }

    private static @Nullable String note(JsonNode value) {
        if (isAbsent(value)) {
            return null;
        }
        String text = value.isTextual() ? value.textValue().strip() : "";
        if (!value.isTextual()
                || text.codePointCount(0, text.length()) > MAX_NOTE
                || text.codePoints().anyMatch(ShareRequest::isControl)) {
            throw ShareProblem.refused(
                    "'note' is a text of at most " + MAX_NOTE + " characters without control characters.");
        }
        return text.isEmpty() ? null : text;
    }

    private static boolean archive(JsonNode value) {
        if (!isAbsent(value) && !value.isBoolean()) {
            throw ShareProblem.refused("'archive' is true or false.");
        }
        return value.asBoolean();
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static boolean isControl(int character) {
        int type = Character.getType(character);
        return type == Character.CONTROL
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
