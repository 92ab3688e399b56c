package dev.flsys.flower.observer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object of a client. An unknown member is refused. A member that is null counts as left out.
 *
 * @param subject the object, as the start of a sentence
 */
record Members(JsonNode object, String subject) {

    /** @throws RunSettingsInvalid if {@code object} is no object, or has another member than {@code known} */
    static Members of(JsonNode object, String subject, List<String> known) {
        if (!object.isObject()) {
            throw new RunSettingsInvalid(subject + " is an object. Its members are: " + String.join(", ", known) + ".");
        }
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new RunSettingsInvalid(
                        subject + " has an unknown member. Its members are: " + String.join(", ", known) + ".");
            }
        });
        return new Members(object, subject);
    }

    /** The value of a member; null if it is left out. */
    @Nullable JsonNode get(String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    @Nullable String text(String name) {
        JsonNode value = get(name);
        if (value != null && !value.isTextual()) {
            throw refused(name, "a text");
        }
        return value == null ? null : value.textValue();
    }

    @Nullable Double number(String name) {
        JsonNode value = get(name);
        if (value != null && !value.isNumber()) {
            throw refused(name, "a number");
        }
        return value == null ? null : value.doubleValue();
    }

    @Nullable Long whole(String name) {
        JsonNode value = get(name);
        if (value != null && !(value.canConvertToExactIntegral() && value.canConvertToLong())) {
            throw refused(name, "a whole number");
        }
        return value == null ? null : value.longValue();
    }

    @Nullable Integer integer(String name) {
        Long value = whole(name);
        if (value != null && (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE)) {
            throw refused(name, "a smaller whole number");
        }
        return value == null ? null : value.intValue();
    }

    @Nullable Boolean truth(String name) {
        JsonNode value = get(name);
        if (value != null && !value.isBoolean()) {
            throw refused(name, "true or false");
        }
        return value == null ? null : value.booleanValue();
    }

    private RunSettingsInvalid refused(String name, String wanted) {
        return new RunSettingsInvalid(subject + ": '" + name + "' is " + wanted + ".");
    }
}
