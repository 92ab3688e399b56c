package dev.flsys.experiment;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The direction in which the values of a metric are better. */
enum Goal {
    /** Larger values are better. */
    MAX,
    /** Smaller values are better. */
    MIN;

    private static final Set<String> SMALLER = Set.of(
            ("loss logloss losses error errors err mse rmse mae mape perplexity ppl epsilon failures seconds time duration"
                            + " bytes cost")
                    .split(" "));

    /** The usual goal of a metric, by the words of its name: smaller values for losses, errors, times and the like. */
    static Goal of(String metric) {
        List<String> words = List.of(metric.toLowerCase(Locale.ROOT).split("[^a-z0-9]+"));
        return words.stream().anyMatch(SMALLER::contains) ? MIN : MAX;
    }
}
