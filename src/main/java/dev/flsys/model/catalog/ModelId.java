package dev.flsys.model.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The name of a model for clients: a file name without suffix, the name of a run's folder, or both, see
 * {@link ModelIds}. It is looked up in the scanned list and never becomes part of a path.
 *
 * @param value 1 to 255 characters, no control characters, no {@code /} and no {@code \}
 */
@Schema(type = SchemaType.STRING, examples = "LeNet")
public record ModelId(@JsonValue String value) implements Comparable<ModelId> {

    private static final int MAX_LENGTH = 255;

    /** @throws IllegalArgumentException if {@code value} cannot be a model's name */
    public ModelId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("Not a model id");
        }
    }

    /** The id {@code value}; empty if it cannot be a model's name. */
    public static Optional<ModelId> of(String value) {
        return isValid(value) ? Optional.of(new ModelId(value)) : Optional.empty();
    }

    private static boolean isValid(String value) {
        return !value.isBlank()
                && value.length() <= MAX_LENGTH
                && value.chars().noneMatch(c -> Character.isISOControl(c) || c == '/' || c == '\\')
                && !value.equals(".")
                && !value.equals("..");
    }

    @Override
    public int compareTo(ModelId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
