package dev.flsys.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.stream.DoubleStream;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.apache.commons.statistics.distribution.TDistribution;
import org.jspecify.annotations.Nullable;

/**
 * The statistics of the values of several runs.
 *
 * @param n number of values, at least 1
 * @param std standard deviation of the sample (divided by n - 1); null for one value
 * @param low lower end of the 95 % confidence interval of the mean, with Student's t of n - 1 degrees of freedom; null
 *     for one value
 * @param high upper end of the same interval
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record Statistic(
        int n,
        @Nullable Double mean,
        @Nullable Double std,
        @Nullable Double low,
        @Nullable Double high) {

    /** The probability above a 95 % confidence interval. */
    private static final double UPPER_TAIL = 0.025;

    /** @param values at least one; a result beyond the range of a double is null */
    static Statistic of(List<Double> values) {
        double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
        // Rounding errors could make the mean of equal values differ from these values.
        boolean equal = DoubleStream.of(all).allMatch(value -> value == all[0]);
        double mean = equal ? all[0] : Mean.of(all).getAsDouble();
        if (all.length < 2) {
            return new Statistic(all.length, finite(mean), null, null, null);
        }
        double std =
                equal && Double.isFinite(mean) ? 0 : StandardDeviation.of(all).getAsDouble();
        double half =
                TDistribution.of(all.length - 1.0).inverseSurvivalProbability(UPPER_TAIL) * std / Math.sqrt(all.length);
        return new Statistic(all.length, finite(mean), finite(std), finite(mean - half), finite(mean + half));
    }

    static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
