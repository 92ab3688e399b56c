package dev.flsys.history;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms in which a history file may be named after the id of its model. */
final class HistoryFileNames {

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

    private static final String WEIGHTS = "(?:(?:global|server|final|best|last|aggregated)[_-])?"
            + "(?:model|weights?|checkpoint|ckpt|params|state[_-]?dict)";

    /** {@code model_fedavg}, {@code fedavg_model}, {@code fedavg_global_weights}. */
    private static final Pattern OF_WEIGHTS = Pattern.compile(
            "(?:" + WEIGHTS + "[_-](?<after>.+)|(?<before>.+?)[_-]" + WEIGHTS + ")", Pattern.CASE_INSENSITIVE);

    /** Names in which no word identifies the training. */
    private static final Pattern GENERAL = Pattern.compile(
            "(?:(?:global|server|client|final|best|last|latest|aggregated|federated|fl|round|epoch|net|model|weights?"
                    + "|checkpoint|ckpt|params|state|dict|\\d+)(?:[_-]|$))+",
            Pattern.CASE_INSENSITIVE);

    private HistoryFileNames() {}

    /**
     * The names to search for, the best first: {@code id}, then {@code id} without its time, {@code _round_<n>},
     * {@code _final} and {@code _best}, removed one by one from its end. The same names without {@code model},
     * {@code weights} and similar words follow.
     */
    static List<String> of(String id) {
        Set<String> forms = new LinkedHashSet<>(withoutEndings(id));
        for (String form : List.copyOf(forms)) {
            withoutWeights(form).ifPresent(rest -> forms.addAll(withoutEndings(rest)));
        }
        return List.copyOf(forms);
    }

    private static List<String> withoutEndings(String id) {
        List<String> forms = new ArrayList<>();
        forms.add(id);
        Matcher ending = ENDING.matcher(id);
        while (ending.matches()) {
            forms.add(ending.group(1));
            ending = ENDING.matcher(ending.group(1));
        }
        return forms;
    }

    /**
     * The rest of a name such as {@code model_LeNet}. Empty if the name has no such word, or if the rest is a general
     * name.
     */
    private static Optional<String> withoutWeights(String name) {
        Matcher weights = OF_WEIGHTS.matcher(name);
        if (!weights.matches()) {
            return Optional.empty();
        }
        String rest = weights.group("after") != null ? weights.group("after") : weights.group("before");
        return Optional.of(rest).filter(some -> !GENERAL.matcher(some).matches());
    }

    /** The letters of {@code name}, in lower case and without {@code _} and {@code -}. */
    static String normalise(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /** Whether {@code stem} has the letters of {@code form} and a word such as {@code history} before or after it. */
    static boolean isDecorated(String stem, String form) {
        String letters = normalise(stem);
        String inner = normalise(form);
        return WORDS.stream().anyMatch(word -> letters.equals(word + inner) || letters.equals(inner + word));
    }
}
