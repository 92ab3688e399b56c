package dev.flsys.simulation.list;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A query for simulations: a filter and an order.
 *
 * @param matches whether a simulation belongs to the answer
 * @param column the column that orders the answer; null for the latest first
 * @param largestFirst whether the largest value of the column is the first one
 */
public record RunSearch(
        Predicate<RunSummary> matches, @Nullable RunField column, boolean largestFirst) {

    /** The latest first. Ids begin with the time. */
    private static final Comparator<RunSummary> LATEST =
            Comparator.comparing(RunSummary::id).reversed();

    private static final int MAX_LENGTH = 1_000;

    /**
     * Reads the parameters of a request. Each may be empty.
     *
     * @param text each of its words must occur in name, notes, tags, id or parameters, ignoring case
     * @param states names of states between commas
     * @param known the names of all states
     * @param tags tags between commas; a simulation must have all of them
     * @param archived {@code true} for archived simulations only, {@code false} or empty for other simulations only,
     *     {@code all} for both
     * @param filter a condition, see {@link RunFilter}
     * @param sort a {@linkplain RunField column}, or {@code max(...)} of a metric; {@code -} before it: the largest
     *     first
     * @throws ListProblem if a parameter cannot be understood
     */
    public static RunSearch of(
            String text, String states, Set<String> known, String tags, String archived, String filter, String sort) {
        Predicate<RunSummary> all = archived(archived);
        if (!text.isBlank()) {
            all = all.and(text(text));
        }
        if (!states.isBlank()) {
            all = all.and(states(states, known));
        }
        if (!tags.isBlank()) {
            List<String> wanted = words(tags);
            all = all.and(run -> run.labels().allTags().containsAll(wanted));
        }
        if (!filter.isBlank()) {
            all = all.and(RunFilter.parse(filter));
        }
        if (sort.length() > MAX_LENGTH) {
            throw ListProblem.query("'sort' has at most " + MAX_LENGTH + " characters.");
        }
        String column = sort.strip();
        boolean largestFirst = column.startsWith("-");
        return new RunSearch(
                all,
                column.isEmpty() ? null : RunFilter.parseField(largestFirst ? column.substring(1) : column),
                largestFirst);
    }

    /**
     * A simulation with its value in the column. The value is read once, because a sort that read it for each
     * comparison would be slow.
     */
    private record Keyed(RunSummary run, @Nullable Object value) {}

    /** The simulations of the answer, in its order. */
    public List<RunSummary> apply(Stream<RunSummary> runs) {
        Stream<RunSummary> found = runs.filter(matches);
        return column == null ? found.sorted(LATEST).toList() : sorted(found, column, largestFirst);
    }

    private static List<RunSummary> sorted(Stream<RunSummary> runs, RunField column, boolean largestFirst) {
        Comparator<Object> smallestFirst = RunSearch::compare;
        Comparator<Object> order = largestFirst ? smallestFirst.reversed() : smallestFirst;
        return runs.map(run -> new Keyed(run, column.value(run)))
                .sorted(Comparator.<Keyed, @Nullable Object>comparing(Keyed::value, Comparator.nullsLast(order))
                        .thenComparing(Keyed::run, LATEST))
                .map(Keyed::run)
                .toList();
    }

    private static Predicate<RunSummary> archived(String archived) {
        switch (archived) {
            case "", "false":
                return run -> !run.labels().archived();
            case "true":
                return run -> run.labels().archived();
            case "all":
                return run -> true;
            default:
                throw ListProblem.query("'archived' is true, false or all.");
        }
    }

    private static Predicate<RunSummary> text(String text) {
        if (text.length() > MAX_LENGTH) {
            throw ListProblem.query("'q' has at most " + MAX_LENGTH + " characters.");
        }
        List<String> words = List.of(text.toLowerCase(Locale.ROOT).strip().split("\\s+"));
        return run -> {
            String all = all(run);
            return words.stream().allMatch(all::contains);
        };
    }

    private static String all(RunSummary run) {
        RunLabels labels = run.labels();
        StringBuilder all = new StringBuilder(run.id());
        Stream.concat(Stream.of(labels.name(), labels.notes()), labels.allTags().stream())
                .forEach(each -> all.append('\n').append(each == null ? "" : each));
        run.parameters()
                .forEach((name, value) ->
                        all.append('\n').append(name).append('=').append(value.asText()));
        return all.toString().toLowerCase(Locale.ROOT);
    }

    private static Predicate<RunSummary> states(String states, Set<String> known) {
        List<String> wanted = words(states);
        for (String state : wanted) {
            if (!known.contains(state)) {
                throw ListProblem.query("There is no such state. States: "
                        + String.join(", ", known.stream().sorted().toList()) + ".");
            }
        }
        return run -> wanted.contains(run.state());
    }

    private static List<String> words(String text) {
        return Stream.of(text.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Numbers before texts. */
    private static int compare(Object a, Object b) {
        if (a instanceof BigDecimal left) {
            return b instanceof BigDecimal right ? left.compareTo(right) : -1;
        }
        if (b instanceof BigDecimal) {
            return 1;
        }
        return a.toString().compareToIgnoreCase(b.toString());
    }
}
