package dev.flsys.flower.observer;

import org.jspecify.annotations.Nullable;

/** The sums of one node over the phases of all rounds. For one thread. */
final class NodeSum {

    /** The smallest share of its phases in which a node must be a straggler or an outlier to get that flag. */
    private static final double OFTEN = 0.5;

    /** The smallest share of its phases in which a node must fail to get the flag for failures. */
    private static final double FAILING_OFTEN = 0.2;

    final String node;

    @Nullable String partition;

    int rounds;
    int failures;
    private int phases;
    private int lastTraining;
    private int lastRound = -1;
    private int stragglerPhases;
    private int outlierPhases;
    private int comparedPhases;
    private final Mean seconds = new Mean();
    private final Mean norm = new Mean();
    private final Mean cosine = new Mean();

    NodeSum(String node) {
        this.node = node;
    }

    void add(ClientGroup group, ClientRow row) {
        if (group.training != lastTraining || group.round != lastRound) {
            rounds++;
            lastTraining = group.training;
            lastRound = group.round;
        }
        phases++;
        if (row.partition != null) {
            partition = row.partition;
        }
        if ((row.flags & ClientFlags.FAILING) != 0) {
            failures++;
            return;
        }
        stragglerPhases += (row.flags & ClientFlags.STRAGGLER) != 0 ? 1 : 0;
        if (row.updateNorm != null || row.cosine != null) {
            comparedPhases++;
            outlierPhases += (row.flags & ClientFlags.OUTLIER) != 0 ? 1 : 0;
        }
        if (!group.phase.startsWith("evaluate")) {
            seconds.add(row.seconds);
        }
        norm.add(row.updateNorm == null ? Double.NaN : row.updateNorm);
        cosine.add(row.cosine == null ? Double.NaN : row.cosine);
    }

    ClientAnswers.Node answer() {
        int flags = (stragglerPhases > 0 && stragglerPhases >= OFTEN * (phases - failures) ? ClientFlags.STRAGGLER : 0)
                | (failures > 0 && failures >= FAILING_OFTEN * phases ? ClientFlags.FAILING : 0)
                | (outlierPhases > 0 && outlierPhases >= OFTEN * comparedPhases ? ClientFlags.OUTLIER : 0);
        return new ClientAnswers.Node(
                node,
                ClientAnswers.partition(partition),
                rounds,
                failures,
                seconds.value(),
                norm.value(),
                cosine.value(),
                ClientFlags.namesOf(flags));
    }

    /** A mean of finite numbers. */
    private static final class Mean {

        private double sum;
        private int count;

        void add(double value) {
            if (Double.isFinite(value)) {
                sum += value;
                count++;
            }
        }

        @Nullable Double value() {
            return count == 0 ? null : sum / count;
        }
    }
}
