package dev.flsys.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** The statistics of a metric over the runs of each setting, round by round. */
final class RoundStatistics {

    /** The most statistics of rounds in one answer. */
    private static final int MAX_POINTS = 50_000;

    private RoundStatistics() {}

    /** 1, or more if only each {@code step}-th round of {@code metric} fits into one answer. */
    static int chooseStep(Map<Integer, List<RunSeries>> runs, String metric) {
        long points = runs.values().stream()
                .mapToLong(each -> byRound(each, metric).size())
                .sum();
        return (int) Math.max(1, (points + MAX_POINTS - 1) / MAX_POINTS);
    }

    /** The statistics of {@code metric} for each setting and each {@code step}-th round, and for the last one. */
    static List<ExperimentResult.Curve> computeCurves(Map<Integer, List<RunSeries>> runs, String metric, int step) {
        List<ExperimentResult.Curve> curves = new ArrayList<>();
        runs.forEach((setting, each) -> {
            List<ExperimentResult.Point> points = new ArrayList<>();
            Map<Integer, List<Double>> values = byRound(each, metric);
            List<Integer> numbers = List.copyOf(new TreeSet<>(values.keySet()));
            for (int i = 0; i < numbers.size(); i++) {
                if (i % step == 0 || i == numbers.size() - 1) {
                    Integer round = numbers.get(i);
                    points.add(
                            new ExperimentResult.Point(round, Statistic.of(Objects.requireNonNull(values.get(round)))));
                }
            }
            curves.add(new ExperimentResult.Curve(setting, points));
        });
        return curves;
    }

    private static Map<Integer, List<Double>> byRound(List<RunSeries> runs, String metric) {
        Map<Integer, List<Double>> values = new LinkedHashMap<>();
        for (RunSeries run : runs) {
            double[] numbers = run.values().get(metric);
            for (int i = 0; numbers != null && i < numbers.length; i++) {
                if (!Double.isNaN(numbers[i])) {
                    values.computeIfAbsent(run.rounds()[i], any -> new ArrayList<>())
                            .add(numbers[i]);
                }
            }
        }
        return values;
    }
}
