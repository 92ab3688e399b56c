package dev.flsys.flower.options;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One parameter that a simulation can be started with. What is not known is left out.
 *
 * @param name what a client calls it in {@code start_simulation}
 * @param option as the script or the Flower app calls it: {@code --min-clients}, {@code min-clients}
 * @param kind what a value of it is
 * @param defaultValue what is used if it is not given: a value of that kind, a list of them if {@code multiple},
 *     {@code false} for a flag of a script; null if there is none, or none that a client could send
 * @param required whether the script does not start without it
 * @param help one line of plain text, from the script: whoever shows it as HTML has to escape it
 * @param choices the values that it may have, strings or numbers; only of a {@link Kind#CHOICE}
 * @param multiple whether it takes a list of values
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
        boolean multiple) {

    /** What a value is. */
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
        /** {@code true} gives it, {@code false} does not. */
        @JsonProperty("flag")
        FLAG,
        /** One of {@link StartOption#choices}. */
        @JsonProperty("choice")
        CHOICE
    }
}
