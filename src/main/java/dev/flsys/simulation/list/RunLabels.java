package dev.flsys.simulation.list;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The labels that a user adds to a simulation, now or later. Texts are plain text.
 *
 * @param name null if it has none; at most {@value #MAX_NAME} characters without control characters
 * @param notes null if there are none; at most {@value #MAX_NOTES} characters, without control characters except line
 *     breaks and tabs
 * @param tags at most {@value #MAX_TAGS}, each once, in the order of the user
 * @param pinned whether no limit deletes the simulation
 * @param archived whether lists leave it out unless asked for
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunLabels(
        @Nullable String name,
        @Nullable String notes,
        @Nullable List<String> tags,
        boolean pinned,
        boolean archived) {

    public static final RunLabels NONE = new RunLabels(null, null, null, false, false);

    static final int MAX_NAME = 200;
    static final int MAX_NOTES = 10_000;
    static final int MAX_TAGS = 20;
    static final int MAX_TAG = 50;

    public RunLabels {
        tags = tags == null || tags.isEmpty() ? null : List.copyOf(tags);
    }

    /** The tags; none if there are none. */
    @JsonIgnore
    public List<String> allTags() {
        return Objects.requireNonNullElse(tags, List.of());
    }

    /**
     * These labels after the merge patch {@code patch} (RFC 7396): null removes a label.
     *
     * @throws ListProblem if it is no object, has an unknown member, or a value is refused
     */
    public RunLabels patched(@Nullable JsonNode patch) {
        if (patch == null || !patch.isObject()) {
            throw ListProblem.labels(
                    "The body is a JSON object with the members to change: name, notes, tags, pinned," + " archived.");
        }
        RunLabels next = this;
        for (var members = patch.fields(); members.hasNext(); ) {
            var member = members.next();
            next = next.with(member.getKey(), member.getValue());
        }
        return next;
    }

    private RunLabels with(String member, JsonNode value) {
        switch (member) {
            case "name":
                return new RunLabels(text(member, value, MAX_NAME, false), notes, tags, pinned, archived);
            case "notes":
                return new RunLabels(name, text(member, value, MAX_NOTES, true), tags, pinned, archived);
            case "tags":
                return new RunLabels(name, notes, tags(value), pinned, archived);
            case "pinned":
                return new RunLabels(name, notes, tags, truth(member, value), archived);
            case "archived":
                return new RunLabels(name, notes, tags, pinned, truth(member, value));
            default:
                throw ListProblem.labels("There is no member '" + shortened(member)
                        + "'. Known members: name, notes, tags, pinned, archived.");
        }
    }

    private static boolean truth(String member, JsonNode value) {
        if (!value.isBoolean() && !value.isNull()) {
            throw ListProblem.labels("'" + member + "' is true or false.");
        }
        return value.asBoolean();
    }

    private static List<String> tags(JsonNode value) {
        if (value.isNull()) {
            return List.of();
        }
        if (!value.isArray() || value.size() > MAX_TAGS) {
            throw ListProblem.labels("'tags' is a list of at most " + MAX_TAGS + " texts.");
        }
        Set<String> tags = new LinkedHashSet<>();
        for (JsonNode tag : value) {
            String text = text("tags", tag, MAX_TAG, false);
            if (text == null) {
                throw ListProblem.labels("A tag has at least one character.");
            }
            tags.add(text);
        }
        return new ArrayList<>(tags);
    }

    private static @Nullable String text(String member, JsonNode value, int max, boolean lines) {
        if (value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw ListProblem.labels("'" + member + "' is a text.");
        }
        String text = value.textValue().replace("\r\n", "\n").strip();
        if (text.codePointCount(0, text.length()) > max) {
            throw ListProblem.labels("'" + member + "' has at most " + max + " characters.");
        }
        if (text.codePoints().anyMatch(character -> !isAllowed(character, lines))) {
            throw ListProblem.labels(
                    "'" + member + "' has a control character" + (lines ? " other than a line break or a tab." : "."));
        }
        return text.isEmpty() ? null : text;
    }

    private static boolean isAllowed(int character, boolean lines) {
        if (character == '\n' || character == '\t') {
            return lines;
        }
        int type = Character.getType(character);
        return type != Character.CONTROL
                && type != Character.SURROGATE
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }

    private static String shortened(String text) {
        return text.length() > MAX_TAG ? text.substring(0, MAX_TAG) + "..." : text;
    }
}
