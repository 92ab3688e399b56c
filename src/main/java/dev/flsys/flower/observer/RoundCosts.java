package dev.flsys.flower.observer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The costs and the results of a run, as JSON. */
public final class RoundCosts {

    private RoundCosts() {}

    /**
     * The costs of all rounds.
     *
     * @param rounds in the order in which they began
     * @param epsilonForecast null without a rule of epsilon, or without rounds that have an epsilon
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "SimulationCosts")
    public record All(
            List<OfRound> rounds,
            @JsonProperty("epsilon_forecast") @Nullable Forecast epsilonForecast) {}

    /**
     * The costs and metrics of a round.
     *
     * @param bytesDown bytes of the arrays that the server sent
     * @param bytesUp bytes of the arrays that the server received
     * @param cpuSeconds the processor time of all clients together
     * @param peakMemoryBytes the largest peak memory of a client's process
     * @param metrics the metrics of the round. If names are equal, metrics of the server's evaluation replace metrics
     *     of the clients' evaluation, and both replace metrics of training
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "CostsOfRound")
    public record OfRound(
            int training,
            int round,
            @Nullable Double seconds,
            @JsonProperty("bytes_down") @Nullable Long bytesDown,
            @JsonProperty("bytes_up") @Nullable Long bytesUp,
            @JsonProperty("cpu_seconds") @Nullable Double cpuSeconds,
            @JsonProperty("peak_memory_bytes") @Nullable Long peakMemoryBytes,
            @Nullable Double epsilon,
            Map<String, Double> metrics) {}

    /**
     * The round in which a privacy budget is used up, if epsilon grows as in the last rounds.
     *
     * @param round the first round with at least this epsilon; null if epsilon does not grow, or its growth is not
     *     known
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "EpsilonForecast")
    public record Forecast(double budget, @Nullable Integer round) {

        /** The number of rounds from which the growth is computed. */
        private static final int LAST = 5;

        private static final int MAX_ROUND = 1_000_000_000;

        /**
         * The forecast from the straight line through the first and the last of the {@value #LAST} last rounds.
         *
         * @param epsilons by round, ascending; not empty
         */
        static Forecast of(double budget, List<Map.Entry<Integer, Double>> epsilons) {
            for (Map.Entry<Integer, Double> each : epsilons) {
                if (each.getValue() >= budget) {
                    return new Forecast(budget, each.getKey());
                }
            }
            Map.Entry<Integer, Double> first = epsilons.get(Math.max(0, epsilons.size() - LAST));
            Map.Entry<Integer, Double> last = epsilons.get(epsilons.size() - 1);
            double growth = (last.getValue() - first.getValue()) / (last.getKey() - first.getKey());
            // Rounding errors of the division must not add a round.
            double round = last.getKey() + Math.ceil((budget - last.getValue()) / growth - 1e-9);
            boolean known = last.getKey() > first.getKey() && growth > 0 && round < MAX_ROUND;
            return new Forecast(budget, known ? (int) round : null);
        }
    }

    /** The sums of one round while events arrive. For one thread. */
    static final class Sum {

        final int training;
        final int round;
        double seconds = Double.NaN;

        @Nullable Double epsilon;

        private long sent = ClientRow.UNKNOWN;
        private long down = ClientRow.UNKNOWN;
        private long up = ClientRow.UNKNOWN;
        private double cpuSeconds = Double.NaN;
        private long peakMemoryBytes = ClientRow.UNKNOWN;
        private final Map<String, Double> train = new LinkedHashMap<>();
        private final Map<String, Double> evaluate = new LinkedHashMap<>();
        private final Map<String, Double> server = new LinkedHashMap<>();

        Sum(int training, int round) {
            this.training = training;
            this.round = round;
        }

        void sent(long bytes) {
            sent = sum(sent, bytes);
        }

        void client(ClientRow row) {
            down = sum(down, row.bytesDown);
            up = sum(up, row.bytesUp);
        }

        void ran(ClientRun run) {
            if (!Double.isNaN(run.cpuSeconds())) {
                cpuSeconds = (Double.isNaN(cpuSeconds) ? 0 : cpuSeconds) + run.cpuSeconds();
            }
            peakMemoryBytes = Math.max(peakMemoryBytes, run.peakMemoryBytes());
        }

        void aggregated(String phase, Map<String, Double> metrics) {
            (phase.startsWith("evaluate") ? evaluate : train).putAll(metrics);
        }

        void evaluated(Map<String, Double> metrics) {
            server.putAll(metrics);
        }

        OfRound answer() {
            Map<String, Double> metrics = new LinkedHashMap<>(train);
            metrics.putAll(evaluate);
            metrics.putAll(server);
            return new OfRound(
                    training,
                    round,
                    ClientRow.known(seconds),
                    ClientRow.known(sent == ClientRow.UNKNOWN ? down : sent),
                    ClientRow.known(up),
                    ClientRow.known(cpuSeconds),
                    ClientRow.known(peakMemoryBytes),
                    epsilon,
                    metrics);
        }

        private static long sum(long before, long more) {
            if (more == ClientRow.UNKNOWN) {
                return before;
            }
            long sum = Math.max(0, before) + more;
            return sum < 0 ? Long.MAX_VALUE : sum;
        }
    }
}
