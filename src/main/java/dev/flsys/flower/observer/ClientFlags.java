package dev.flsys.flower.observer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Marks clients that are extreme among those of the same round and phase. The measure is the modified z-score of
 * Iglewicz and Hoaglin (1993), {@code 0.6745 (x - median) / MAD}, which a few extreme clients do not change. A value is
 * extreme if its score is above 3.5, and its distance from the median is above the limit in this list. With fewer than
 * {@value #MIN} values, no client is compared.
 *
 * <ul>
 *   <li>{@code straggler}: its seconds are extreme, and are more than 1.5 times the median.
 *   <li>{@code outlier}: one of these is true:
 *       <ul>
 *         <li>the norm of its update is extreme, and differs from the median by more than a quarter of the median
 *         <li>the cosine of its update to the mean update is extremely low, and is more than 0.2 below the median
 *         <li>the norm or the cosine is not a finite number
 *       </ul>
 *   <li>{@code failing}: it answered with an error.
 * </ul>
 */
final class ClientFlags {

    static final int STRAGGLER = 1;
    static final int FAILING = 2;
    static final int OUTLIER = 4;

    static final int MIN = 4;

    /** The modified z-score above which a value is extreme. */
    private static final double MAX_SCORE = 3.5;
    /** The MAD of normally distributed values is this many standard deviations. */
    private static final double NORMAL = 0.6745;

    /** The least distance of a straggler's seconds from the median, as a fraction of the median. */
    private static final double SLOWER = 0.5;

    /** The least distance of an outlier's norm from the median, as a fraction of the median. */
    private static final double LONGER = 0.25;

    /** The least distance of an outlier's cosine from the median. */
    private static final double TURNED = 0.2;

    private ClientFlags() {}

    static void mark(ClientGroup group) {
        Spread seconds = Spread.of(group.rows, row -> row.seconds);
        Spread norms = Spread.of(group.rows, row -> Objects.requireNonNullElse(row.updateNorm, Double.NaN));
        Spread cosines = Spread.of(group.rows, row -> Objects.requireNonNullElse(row.cosine, Double.NaN));
        for (ClientRow row : group.rows) {
            row.flags = 0;
            if (row.error != null) {
                row.flags = FAILING;
                continue;
            }
            if (seconds.above(row.seconds, SLOWER * seconds.median())) {
                row.flags |= STRAGGLER;
            }
            if (isOutlier(row.updateNorm, row.cosine, norms, cosines)) {
                row.flags |= OUTLIER;
            }
        }
    }

    private static boolean isOutlier(@Nullable Double norm, @Nullable Double cosine, Spread norms, Spread cosines) {
        if ((norm != null && !Double.isFinite(norm)) || (cosine != null && !Double.isFinite(cosine))) {
            return true;
        }
        return (norm != null
                        && (norms.above(norm, LONGER * norms.median()) || norms.below(norm, LONGER * norms.median())))
                || (cosine != null && cosines.below(cosine, TURNED));
    }

    /** The names of flags. */
    static List<String> namesOf(int flags) {
        if (flags == 0) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        if ((flags & STRAGGLER) != 0) {
            names.add("straggler");
        }
        if ((flags & FAILING) != 0) {
            names.add("failing");
        }
        if ((flags & OUTLIER) != 0) {
            names.add("outlier");
        }
        return names;
    }

    /**
     * The centre and the spread of values.
     *
     * @param median NaN if there are too few values
     * @param mad median of the absolute distances to the median
     */
    private record Spread(double median, double mad) {

        static Spread of(List<ClientRow> rows, ToDoubleFunction<ClientRow> value) {
            double[] values = rows.stream()
                    .filter(row -> row.error == null)
                    .mapToDouble(value)
                    .filter(Double::isFinite)
                    .toArray();
            if (values.length < MIN) {
                return new Spread(Double.NaN, Double.NaN);
            }
            double median = median(values);
            double[] distances =
                    Arrays.stream(values).map(each -> Math.abs(each - median)).toArray();
            return new Spread(median, median(distances));
        }

        boolean above(double value, double min) {
            return extreme(value - median, min);
        }

        boolean below(double value, double min) {
            return extreme(median - value, min);
        }

        /** False for NaN. */
        private boolean extreme(double distance, double min) {
            return distance > min && NORMAL * distance > MAX_SCORE * mad;
        }

        private static double median(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            int middle = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }
}
