package dev.flsys.flower.options;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One parameter that a simulation can be started with. Unknown fields are left out of the JSON.
 *
 * @param name the name in {@code start_simulation}
 * @param option the name in the script, the Flower app or the configuration of Hydra: {@code --min-clients},
 *     {@code min-clients}, {@code server.min_clients}
 * @param kind the kind of its values
 * @param defaultValue the value that is used if the client sends none. It has that kind, or is a list if
 *     {@code multiple}. Null if there is no default, or if a client could not send it
 * @param required whether the script does not start without it
 * @param help one line of plain text from the script; the caller escapes it for HTML
 * @param choices the strings or numbers that a {@link Kind#CHOICE} accepts; null for any other kind
 * @param multiple whether it takes a list of values
 * @param positional whether the script takes it as a word at its place, not under a name
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StartOption(
        String name,
        String option,
        Kind kind,
        @JsonProperty("default") @Nullable JsonNode defaultValue,
        boolean required,
        @Nullable String help,
        @Nullable List<JsonNode> choices,
        boolean multiple,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean positional) {

    /** The name that a client uses for an option or a key: {@code _} replaces {@code -} and {@code .}. */
    static String nameOf(String option) {
        return option.replaceFirst("^--?", "").replaceAll("[.-]", "_");
    }

    /** The kind of a value. */
    public enum Kind {
        /** A whole number. */
        @JsonProperty("integer")
        INTEGER,
        /** Any number. */
        @JsonProperty("number")
        NUMBER,
        /** A string. */
        @JsonProperty("text")
        TEXT,
        /** {@code true} or {@code false}. */
        @JsonProperty("flag")
        FLAG,
        /** One of {@link StartOption#choices}. */
        @JsonProperty("choice")
        CHOICE
    }
}
