package dev.flsys.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms in which a history file may be named after the id of its model. */
final class FileForms {

    /** The words that may come before or after the id. */
    private static final Set<String> WORDS =
            Set.of("history", "traininghistory", "result", "results", "metrics", "log", "traininglog");

    /**
     * {@code _20240131_235959}, {@code _2024-01-31T23-59-59}, {@code _1706745599}, {@code _round_3}, {@code _final},
     * {@code _best}.
     */
    private static final Pattern ENDING = Pattern.compile(
            "(.+?)[_-](?:\\d{8}(?:[_T-]?\\d{4,6})?|\\d{4}-\\d{2}-\\d{2}(?:[_T-]\\d{2}[-_:.]?\\d{2}(?:[-_:.]?\\d{2})?)?"
                    + "|\\d{9,14}|round[_-]?\\d{1,9}|final|best)",
            Pattern.CASE_INSENSITIVE);

    private FileForms() {}

    /**
     * {@code id}, then {@code id} without its time, {@code _round_<n>}, {@code _final} and {@code _best}, one by one.
     */
    static List<String> of(String id) {
        List<String> forms = new ArrayList<>();
        forms.add(id);
        Matcher ending = ENDING.matcher(id);
        while (ending.matches()) {
            forms.add(ending.group(1));
            ending = ENDING.matcher(ending.group(1));
        }
        return forms;
    }

    /** The letters of {@code name}, in lower case and without {@code _} and {@code -}. */
    static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /** Whether {@code stem} has the letters of {@code form} and a word such as {@code history} before or after it. */
    static boolean isDecorated(String stem, String form) {
        String letters = letters(stem);
        String inner = letters(form);
        return WORDS.stream().anyMatch(word -> letters.equals(word + inner) || letters.equals(inner + word));
    }
}
