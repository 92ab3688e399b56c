package dev.flsys.problem;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Suggestions for an error message about an unknown name.
 *
 * <p>Names are compared without case, and {@code -} equals {@code _}. The nearest name has the smallest
 * Damerau-Levenshtein distance (restricted: no part is edited twice). The distance must be at most a third of the
 * length of the longer name. If there is no such name, a name is the nearest one if the wanted name is its beginning or
 * its last words. The same holds the other way round.
 */
public final class NearestName {

    /** Longer names are neither compared nor shown, which limits the work and the length of a message. */
    private static final int MAX_LENGTH = 128;

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final int MAX_LISTED = 5;
    private static final int MIN_PREFIX = 3;

    private NearestName() {}

    /** The known name that is nearest to {@code wanted}, if one is near; the first in natural order if several are. */
    public static Optional<String> to(String wanted, Collection<String> known) {
        if (wanted.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        int[] letters = letters(wanted);
        if (letters.length == 0) {
            return Optional.empty();
        }
        List<String> names = known.stream()
                .filter(name -> name.length() <= MAX_LENGTH && !name.isEmpty())
                .sorted()
                .toList();
        return findNearest(names, name -> distance(letters, letters(name)))
                .or(() -> findNearest(names, name -> added(letters, letters(name))));
    }

    /**
     * The end of a message about the unknown name {@code wanted}. It is {@code " Did you mean LeNet?"}, or else
     * {@code " Available: a, b and 3 more."}. It is empty if no name is known.
     */
    public static String suggest(String wanted, Collection<String> known) {
        return to(wanted, known)
                .map(name -> " Did you mean " + shown(name) + "?")
                .orElseGet(() -> known.isEmpty() ? "" : " Available: " + listed(known) + ".");
    }

    /** The first five names in natural order, and the number of the others: {@code a, b, c, d, e and 3 more}. */
    public static String listed(Collection<String> names) {
        List<String> shown = names.stream()
                .filter(name -> name.length() <= MAX_LENGTH)
                .sorted()
                .limit(MAX_LISTED)
                .map(NearestName::shown)
                .toList();
        int more = names.size() - shown.size();
        if (shown.isEmpty()) {
            return String.valueOf(more);
        }
        return String.join(", ", shown) + (more > 0 ? " and " + more + " more" : "");
    }

    private static String shown(String name) {
        return CONTROL.matcher(name).replaceAll("?");
    }

    /** The first of the names with the smallest measure that is not {@link Integer#MAX_VALUE}. */
    private static Optional<String> findNearest(List<String> names, ToIntFunction<String> measure) {
        record Measured(String name, int value) {}
        Stream<Measured> measured = names.stream().map(name -> new Measured(name, measure.applyAsInt(name)));
        return measured.filter(found -> found.value() < Integer.MAX_VALUE)
                .min(Comparator.comparingInt(Measured::value))
                .map(Measured::name);
    }

    private static int[] letters(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC)
                .toLowerCase(Locale.ROOT)
                .replace('_', '-')
                .codePoints()
                .toArray();
    }

    /**
     * The difference of the lengths, if one name begins with the other, or ends with it as its last words. Otherwise
     * {@link Integer#MAX_VALUE}.
     */
    private static int added(int[] first, int[] second) {
        int shorter = Math.min(first.length, second.length);
        boolean begins = shorter >= MIN_PREFIX && Arrays.equals(first, 0, shorter, second, 0, shorter);
        return begins || endsInWords(first, second) || endsInWords(second, first)
                ? Math.abs(first.length - second.length)
                : Integer.MAX_VALUE;
    }

    private static boolean endsInWords(int[] longer, int[] words) {
        int from = longer.length - words.length;
        return words.length >= MIN_PREFIX
                && from > 0
                && longer[from - 1] == '-'
                && Arrays.equals(longer, from, longer.length, words, 0, words.length);
    }

    /**
     * The optimal string alignment distance; {@link Integer#MAX_VALUE} if it is more than a third of the longer length.
     */
    private static int distance(int[] first, int[] second) {
        int limit = Math.max(first.length, second.length) / 3;
        if (Math.abs(first.length - second.length) > limit) {
            return Integer.MAX_VALUE;
        }
        int[] beforeLast = new int[second.length + 1];
        int[] last = new int[second.length + 1];
        int[] row = new int[second.length + 1];
        for (int j = 0; j <= second.length; j++) {
            last[j] = j;
        }
        for (int i = 1; i <= first.length; i++) {
            row[0] = i;
            for (int j = 1; j <= second.length; j++) {
                int replaced = last[j - 1] + (first[i - 1] == second[j - 1] ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
                if (i > 1 && j > 1 && first[i - 1] == second[j - 2] && first[i - 2] == second[j - 1]) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[second.length] <= limit ? last[second.length] : Integer.MAX_VALUE;
    }
}
