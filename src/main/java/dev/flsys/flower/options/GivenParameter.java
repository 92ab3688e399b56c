package dev.flsys.flower.options;

import dev.flsys.flower.command.StartParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One parameter of a client.
 *
 * @param values its values; empty if it is {@code true} or {@code false}
 * @param truth the boolean; null if it has values
 */
record GivenParameter(
        String name,
        List<StartParameters.Value> values,
        @Nullable Boolean truth) {

    static List<GivenParameter> of(StartParameters parameters) {
        List<GivenParameter> given = new ArrayList<>();
        parameters
                .values()
                .forEach((name, values) -> given.add(new GivenParameter(name, values, values.isEmpty() ? true : null)));
        parameters.off().forEach(name -> given.add(new GivenParameter(name, List.of(), false)));
        return given;
    }

    /** The boolean, or the meaning of the text {@code true} or {@code false}; null for anything else. */
    @Nullable Boolean asked() {
        if (truth != null || values.size() != 1) {
            return truth;
        }
        return switch (values.get(0).text().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        };
    }
}
