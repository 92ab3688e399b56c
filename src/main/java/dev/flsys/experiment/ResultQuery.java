package dev.flsys.experiment;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The query for a result.
 *
 * @param metric the metric of the rounds, the best setting and the comparison; null for the usual one
 * @param by which value of a run counts for the best setting and the comparison
 * @param goal which values are better; null for the usual goal of the metric
 * @param compare no or two settings
 * @param format the form of the answer
 */
record ResultQuery(@Nullable String metric, By by, @Nullable Goal goal, List<Integer> compare, Format format) {

    private static final int MAX_LENGTH = 200;

    /** The value of a run that counts. */
    enum By {
        /** The value of the last round. */
        LAST,
        /** The value of the best round. */
        BEST
    }

    /** The form of an answer. */
    enum Format {
        JSON,
        CSV,
        LATEX
    }

    /**
     * Reads the parameters of a request, each of which may be empty.
     *
     * @param settings number of settings of the experiment
     * @throws ExperimentProblem if one is refused
     */
    static ResultQuery of(String metric, String by, String goal, String compare, String format, int settings) {
        if (metric.length() > MAX_LENGTH) {
            throw ExperimentProblem.query("'metric' has at most " + MAX_LENGTH + " characters.");
        }
        return new ResultQuery(
                metric.isEmpty() ? null : metric,
                switch (by) {
                    case "", "last" -> By.LAST;
                    case "best" -> By.BEST;
                    default -> throw ExperimentProblem.query("'by' is last or best.");
                },
                switch (goal) {
                    case "" -> null;
                    case "max" -> Goal.MAX;
                    case "min" -> Goal.MIN;
                    default -> throw ExperimentProblem.query("'goal' is max or min.");
                },
                compare(compare, settings),
                switch (format) {
                    case "", "json" -> Format.JSON;
                    case "csv" -> Format.CSV;
                    case "latex" -> Format.LATEX;
                    default -> throw ExperimentProblem.query("'format' is json, csv or latex.");
                });
    }

    private static List<Integer> compare(String text, int settings) {
        if (text.isEmpty()) {
            return List.of();
        }
        List<Integer> numbers = Stream.of(text.split(",", -1))
                .limit(3)
                .map(String::strip)
                .filter(part -> part.matches("\\d{1,4}"))
                .map(Integer::valueOf)
                .filter(number -> number < settings)
                .distinct()
                .toList();
        if (numbers.size() != 2 || text.chars().filter(each -> each == ',').count() != 1) {
            throw ExperimentProblem.query(
                    "'compare' is two different numbers of settings, from 0 to " + (settings - 1) + ", such as 0,1.");
        }
        return numbers;
    }
}
