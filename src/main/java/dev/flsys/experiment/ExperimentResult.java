package dev.flsys.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The result of an experiment so far. The table has completed runs. The rounds also have the runs that are not over, up
 * to their last round.
 *
 * @param metrics names of all metrics of completed and running runs
 * @param metric the metric of {@code best}, {@code rounds} and {@code comparison}; null without metrics
 * @param goal {@code max} or {@code min}: which values of it are better
 * @param by {@code last} or {@code best}: which value of a run counts for {@code best} and {@code comparison}
 * @param best the setting with the best mean; null before the first completed run
 * @param deleted number of cells whose runs were deleted, so that their values are missing
 * @param step 1, or more if the rounds are too many for one answer and only each {@code step}-th is in it
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record ExperimentResult(
        Set<String> metrics,
        @Nullable String metric,
        @Nullable String goal,
        String by,
        List<Setting> settings,
        int deleted,
        @Nullable Best best,
        @Nullable Integer step,
        @Nullable List<Curve> rounds,
        @Nullable Comparison comparison) {

    /**
     * A row of the table.
     *
     * @param parameters the values that distinguish the setting
     * @param runs number of its completed runs
     * @param deleted number of its cells whose runs were deleted
     */
    @RegisterForReflection
    @Schema(name = "SettingResult")
    record Setting(int setting, Map<String, JsonNode> parameters, int runs, int deleted, Map<String, Metric> metrics) {}

    /**
     * A metric of a setting.
     *
     * @param last the statistic of the values in the last rounds of the runs
     * @param best the statistic of the best values of the runs
     */
    @RegisterForReflection
    @Schema(name = "SettingMetric")
    record Metric(Statistic last, Statistic best) {}

    /** The best setting, and its mean. */
    @RegisterForReflection
    @Schema(name = "BestSetting")
    record Best(int setting, double mean) {}

    /** The statistics of a setting for each round. */
    @RegisterForReflection
    @Schema(name = "SettingCurve")
    record Curve(int setting, List<Point> rounds) {}

    /** The statistics of a round. */
    @RegisterForReflection
    @Schema(name = "CurvePoint")
    record Point(int round, Statistic value) {}

    /** @param series gives the metrics of a cell's run; empty if its record was deleted */
    static ExperimentResult of(Experiment experiment, Function<Cell, Optional<RunSeries>> series, ResultQuery query) {
        Map<Integer, List<RunSeries>> completed = new TreeMap<>();
        Map<Integer, List<RunSeries>> all = new TreeMap<>();
        int[] deleted = new int[experiment.grid().settings()];
        for (Cell cell : experiment.cells()) {
            int setting = experiment.grid().settingOf(cell.number());
            boolean counts = cell.state() == CellState.COMPLETED || cell.state() == CellState.RUNNING;
            Optional<RunSeries> found = counts ? series.apply(cell) : Optional.empty();
            if (found.isPresent()) {
                all.computeIfAbsent(setting, any -> new ArrayList<>()).add(found.get());
                if (cell.state() == CellState.COMPLETED) {
                    completed.computeIfAbsent(setting, any -> new ArrayList<>()).add(found.get());
                }
            } else if (counts || cell.state() == CellState.DELETED) {
                deleted[setting]++;
            }
        }
        Set<String> metrics = new LinkedHashSet<>();
        all.values()
                .forEach(runs -> runs.forEach(run -> metrics.addAll(run.values().keySet())));
        String metric = query.metric() != null ? query.metric() : usual(metrics);
        Goal goal = metric == null ? null : Objects.requireNonNullElse(query.goal(), Goal.of(metric));
        List<Setting> settings = new ArrayList<>();
        for (int i = 0; i < experiment.grid().settings(); i++) {
            List<RunSeries> own = completed.getOrDefault(i, List.of());
            settings.add(setting(experiment.grid(), i, own, deleted[i], metric, query.goal()));
        }
        int step = query.metric() == null ? 1 : RoundStatistics.chooseStep(all, query.metric());
        return new ExperimentResult(
                metrics,
                metric,
                goal == null ? null : goal == Goal.MAX ? "max" : "min",
                query.by() == ResultQuery.By.LAST ? "last" : "best",
                settings,
                Arrays.stream(deleted).sum(),
                metric == null || goal == null ? null : best(settings, metric, goal, query.by()),
                query.metric() == null ? null : step,
                query.metric() == null ? null : RoundStatistics.computeCurves(all, query.metric(), step),
                metric == null || goal == null || query.compare().isEmpty()
                        ? null
                        : Comparison.of(
                                query.compare(),
                                metric,
                                values(completed, query.compare().get(0), metric, goal, query.by()),
                                values(completed, query.compare().get(1), metric, goal, query.by())));
    }

    private static @Nullable String usual(Set<String> metrics) {
        return metrics.contains("accuracy") || metrics.isEmpty()
                ? metrics.isEmpty() ? null : "accuracy"
                : metrics.contains("loss") ? "loss" : metrics.iterator().next();
    }

    private static Setting setting(
            Grid grid, int number, List<RunSeries> runs, int deleted, @Nullable String chosen, @Nullable Goal wanted) {
        Set<String> names = new LinkedHashSet<>();
        runs.forEach(run -> names.addAll(run.values().keySet()));
        Map<String, Metric> metrics = new LinkedHashMap<>();
        for (String name : names) {
            Goal goal = wanted != null && name.equals(chosen) ? wanted : Goal.of(name);
            metrics.put(
                    name,
                    new Metric(
                            Statistic.of(values(runs, name, goal, ResultQuery.By.LAST)),
                            Statistic.of(values(runs, name, goal, ResultQuery.By.BEST))));
        }
        Map<String, JsonNode> parameters = new LinkedHashMap<>();
        grid.variedIn(number).properties().forEach(each -> parameters.put(each.getKey(), each.getValue()));
        return new Setting(number, parameters, runs.size(), deleted, metrics);
    }

    private static List<Double> values(
            Map<Integer, List<RunSeries>> runs, int setting, String metric, Goal goal, ResultQuery.By by) {
        return values(runs.getOrDefault(setting, List.of()), metric, goal, by);
    }

    private static List<Double> values(List<RunSeries> runs, String metric, Goal goal, ResultQuery.By by) {
        List<Double> values = new ArrayList<>();
        for (RunSeries run : runs) {
            (by == ResultQuery.By.LAST ? run.last(metric) : run.best(metric, goal)).ifPresent(values::add);
        }
        return values;
    }

    private static @Nullable Best best(List<Setting> settings, String metric, Goal goal, ResultQuery.By by) {
        List<Best> all = new ArrayList<>();
        for (Setting each : settings) {
            Metric found = each.metrics().get(metric);
            Double mean = found == null ? null : (by == ResultQuery.By.LAST ? found.last() : found.best()).mean();
            if (mean != null) {
                all.add(new Best(each.setting(), mean));
            }
        }
        Comparator<Best> order = Comparator.comparingDouble(Best::mean);
        return all.stream().min(goal == Goal.MAX ? order.reversed() : order).orElse(null);
    }
}
