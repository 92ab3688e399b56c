package dev.flsys.experiment;

import dev.flsys.flower.progress.Round;
import dev.flsys.simulation.record.SimulationRecord;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of one run, compact.
 *
 * @param rounds the numbers of the rounds, ascending as they ended
 * @param values for each metric as many values as rounds; NaN in a round without it
 */
record RunSeries(int[] rounds, Map<String, double[]> values) {

    /** The most metrics of a run; further ones are left out. */
    static final int MAX = 200;

    static final RunSeries NONE = new RunSeries(new int[0], Map.of());

    static RunSeries of(SimulationRecord run) {
        List<Round> rounds = Objects.requireNonNullElse(run.training().rounds(), List.of());
        Map<String, double[]> values = new LinkedHashMap<>();
        for (int i = 0; i < rounds.size(); i++) {
            Round round = rounds.get(i);
            put(values, "loss", round.loss(), i, rounds.size());
            put(values, "accuracy", round.accuracy(), i, rounds.size());
            for (Map.Entry<String, Double> each : round.metrics().entrySet()) {
                if (!each.getKey().equals("loss") && !each.getKey().equals("accuracy")) {
                    put(values, each.getKey(), each.getValue(), i, rounds.size());
                }
            }
        }
        return new RunSeries(rounds.stream().mapToInt(Round::round).toArray(), values);
    }

    private static void put(Map<String, double[]> values, String name, @Nullable Double value, int at, int rounds) {
        if (value != null && Double.isFinite(value) && (values.size() < MAX || values.containsKey(name))) {
            values.computeIfAbsent(name, any -> {
                double[] none = new double[rounds];
                Arrays.fill(none, Double.NaN);
                return none;
            })[at] = value;
        }
    }

    /** The number of stored values. */
    long size() {
        return (long) rounds.length * (values.size() + 1);
    }

    /** The value of a metric in the last round that has it. */
    OptionalDouble last(String metric) {
        return known(metric).reduce((before, after) -> after);
    }

    /** The largest or smallest value of a metric. */
    OptionalDouble best(String metric, Goal goal) {
        return goal == Goal.MAX ? known(metric).max() : known(metric).min();
    }

    private DoubleStream known(String metric) {
        double[] all = values.get(metric);
        return all == null ? DoubleStream.empty() : Arrays.stream(all).filter(value -> !Double.isNaN(value));
    }
}
