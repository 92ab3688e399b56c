package dev.flsys.simulation.list;

import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A metric over the rounds with few points, for a small chart in a list. The first, the last, the smallest and the
 * largest value are among the points.
 *
 * @param rounds numbers of rounds, in the order of the run; at most {@value #MAX}
 * @param values a value of each of these rounds
 */
@Schema(name = "Sparkline")
public record Sparkline(int[] rounds, float[] values) {

    /** The most points. */
    public static final int MAX = 32;

    /** The most metrics of a simulation with a sparkline. */
    public static final int METRICS = 16;

    /**
     * The number of parts between the first and the last round. Each part has two points: its smallest and its largest
     * value.
     */
    private static final int PARTS = (MAX - 2) / 2;

    /**
     * The points of a metric.
     *
     * @param rounds numbers of the rounds that have the metric
     * @param values the finite values of these rounds, as many as {@code rounds}
     */
    public static Sparkline of(List<Integer> rounds, List<Double> values) {
        int[] places = values.size() <= MAX ? IntStream.range(0, values.size()).toArray() : choosePoints(values);
        int[] fewRounds = new int[places.length];
        float[] fewValues = new float[places.length];
        for (int i = 0; i < places.length; i++) {
            fewRounds[i] = rounds.get(places[i]);
            fewValues[i] = values.get(places[i]).floatValue();
        }
        return new Sparkline(fewRounds, fewValues);
    }

    /** The places of the ends, and of the smallest and the largest value of each part between them. */
    private static int[] choosePoints(List<Double> values) {
        int last = values.size() - 1;
        IntStream.Builder places = IntStream.builder().add(0);
        for (int part = 0; part < PARTS; part++) {
            int from = 1 + (int) ((last - 1L) * part / PARTS);
            int to = 1 + (int) ((last - 1L) * (part + 1) / PARTS);
            int min = from;
            int max = from;
            for (int at = from + 1; at < to; at++) {
                min = values.get(at) < values.get(min) ? at : min;
                max = values.get(at) > values.get(max) ? at : max;
            }
            places.add(Math.min(min, max));
            if (min != max) {
                places.add(Math.max(min, max));
            }
        }
        return places.add(last).build().toArray();
    }
}
