package dev.flsys.flower.options;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The texts and values that count as true and as false. */
final class BooleanWords {

    private BooleanWords() {}

    /** The meaning of a text; empty if it is no usual word for true or false. */
    static Optional<Boolean> of(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1", "y", "t" -> Optional.of(true);
            case "false", "no", "off", "0", "n", "f" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /** The only one of {@code choices} that means {@code wanted}; empty if there are none or several. */
    static Optional<String> findIn(List<String> choices, boolean wanted) {
        List<String> meant = choices.stream()
                .filter(choice -> of(choice).equals(Optional.of(wanted)))
                .toList();
        return meant.size() == 1 ? Optional.of(meant.get(0)) : Optional.empty();
    }

    /** Whether Python's {@code bool()} of a reported value is true. */
    static boolean of(JsonNode value) {
        return switch (value.getNodeType()) {
            case BOOLEAN -> value.booleanValue();
            case NUMBER -> value.doubleValue() != 0;
            case STRING -> !value.textValue().isEmpty();
            case ARRAY -> !value.isEmpty();
            case BINARY, MISSING, NULL, OBJECT, POJO -> false;
        };
    }
}
