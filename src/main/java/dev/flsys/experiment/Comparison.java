package dev.flsys.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.statistics.inference.DataDispersion;
import org.apache.commons.statistics.inference.TTest;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Welch's t-test between the values of two settings: two-sided, without the assumption of equal variances.
 *
 * @param settings the numbers of the two settings
 * @param difference mean of the first minus mean of the second; null without values
 * @param t the statistic
 * @param p the probability of such a difference if both means are equal
 * @param reason the reason why there is no test; null if there is one
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "WelchTest")
record Comparison(
        List<Integer> settings,
        String metric,
        @Nullable Double difference,
        @Nullable Double t,
        @JsonProperty("degrees_of_freedom") @Nullable Double degreesOfFreedom,
        @Nullable Double p,
        @Nullable String reason) {

    static Comparison of(List<Integer> settings, String metric, List<Double> first, List<Double> second) {
        Double difference = first.isEmpty() || second.isEmpty() ? null : difference(first, second);
        if (first.size() < 2 || second.size() < 2) {
            return without(
                    settings,
                    metric,
                    difference,
                    "Welch's test needs two completed runs of each setting with" + " this metric; there are "
                            + first.size() + " and " + second.size() + ".");
        }
        if (Stream.of(first, second)
                .allMatch(values -> values.stream().distinct().count() == 1)) {
            return without(
                    settings,
                    metric,
                    difference,
                    "All values of each setting are equal, so there is no spread" + " to compare the difference with.");
        }
        TTest.Result test =
                TTest.withDefaults().with(DataDispersion.HETEROSCEDASTIC).test(toArray(first), toArray(second));
        return new Comparison(
                settings,
                metric,
                difference,
                Statistic.finite(test.getStatistic()),
                Statistic.finite(test.getDegreesOfFreedom()),
                Statistic.finite(test.getPValue()),
                null);
    }

    private static Comparison without(
            List<Integer> settings, String metric, @Nullable Double difference, String reason) {
        return new Comparison(settings, metric, difference, null, null, null, reason);
    }

    private static @Nullable Double difference(List<Double> first, List<Double> second) {
        Double left = Statistic.of(first).mean();
        Double right = Statistic.of(second).mean();
        return left == null || right == null ? null : Statistic.finite(left - right);
    }

    private static double[] toArray(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
