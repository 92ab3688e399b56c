package dev.flsys.model.export;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The endings that runs add to ids: a round, {@code final}, {@code best}, a time. The same as {@code ENDING} in
 * {@code flsys_definition.py}.
 */
final class IdEnding {

    private static final String DATE = "[0-9]{4}[-_]?[0-9]{2}[-_]?[0-9]{2}";
    private static final String TIME = "[0-9]{2}[-_:.]?[0-9]{2}(?:[-_:.]?[0-9]{2}(?:[-_.,][0-9]{1,9})?)?";
    private static final String STAMP = DATE + "(?:[-_T ]?" + TIME + "(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
            + "|[0-9]{6}[-_][0-9]{4,6}|[0-9]{10}(?:\\.[0-9]+)?|[0-9]{13}";
    private static final Pattern ENDING =
            Pattern.compile("[-_](?:round[-_]?[0-9]+|final|best|" + STAMP + ")$", Pattern.CASE_INSENSITIVE);

    private IdEnding() {}

    /** The id without all its endings. */
    static String remove(String id) {
        List<String> names = withFewerEndings(id);
        return names.get(names.size() - 1);
    }

    /** The id, then the id with one ending removed after the other. */
    static List<String> withFewerEndings(String id) {
        List<String> names = new ArrayList<>(List.of(id));
        String name = id;
        for (String shorter = removeOne(name); !shorter.equals(name); shorter = removeOne(name)) {
            name = shorter;
            names.add(name);
        }
        return names;
    }

    private static String removeOne(String name) {
        return ENDING.matcher(name).replaceFirst("");
    }
}
