package dev.flsys.model.toml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/** Values of TOML as text for users, and as plain Java values. */
final class TomlText {

    private static final int MAX_SHOWN = 80;

    private TomlText() {}

    /** The beginning of {@code value} in the syntax of TOML. */
    static String shorten(@Nullable Object value) {
        String text = format(value);
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }

    private static String format(@Nullable Object value) {
        if (value instanceof String text) {
            return "\"" + Toml.tomlEscape(text) + "\"";
        }
        if (value instanceof TomlArray array) {
            return array.toList().stream().map(TomlText::format).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof TomlTable table) {
            return table.entrySet().stream()
                    .map(entry -> entry.getKey() + " = " + format(entry.getValue()))
                    .collect(Collectors.joining(", ", "{ ", " }"));
        }
        return String.valueOf(value);
    }

    /**
     * The value as text, {@code Long}, {@code Double}, {@code Boolean}, or a list or map of these. Empty if the value
     * is or contains a date, a time, or a number that is not finite.
     */
    static Optional<Object> toPlain(@Nullable Object value) {
        if (value instanceof TomlArray array) {
            List<Object> items = new ArrayList<>();
            array.toList().forEach(item -> toPlain(item).ifPresent(items::add));
            return items.size() == array.size() ? Optional.of(List.copyOf(items)) : Optional.empty();
        }
        if (value instanceof TomlTable table) {
            Map<String, Object> entries = new LinkedHashMap<>();
            table.entrySet()
                    .forEach(entry -> toPlain(entry.getValue()).ifPresent(item -> entries.put(entry.getKey(), item)));
            return entries.size() == table.size() ? Optional.of(entries) : Optional.empty();
        }
        boolean usable = value instanceof Double number
                ? Double.isFinite(number)
                : value instanceof String || value instanceof Long || value instanceof Boolean;
        return usable ? Optional.ofNullable(value) : Optional.empty();
    }
}
