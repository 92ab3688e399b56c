package dev.flsys.flower.progress;

/**
 * A training whose start Flower logged, but not its end. Flower logs both at the same level.
 *
 * @param announced number of rounds, greater than {@code reached}
 * @param reached the last round that began; 0 if none did
 */
public record UnfinishedTraining(int announced, int reached) {

    UnfinishedTraining begun(int round) {
        return new UnfinishedTraining(announced, Math.max(reached, round));
    }

    boolean lacksRounds() {
        return reached < announced;
    }

    /** A sentence that describes it. */
    public String explained() {
        return reached == 0
                ? "It ended without a single round, although Flower announced " + announced + "."
                : "It ended after round " + reached + ", although Flower announced " + announced + " rounds.";
    }
}
