package dev.flsys.flower.observer;

import java.util.ArrayList;
import java.util.List;

/** The clients of one phase of a round: {@code train} or {@code evaluate}. For one thread. */
final class ClientGroup {

    final int training;
    final int round;
    final String phase;
    final List<ClientRow> rows = new ArrayList<>();
    /** The memory of the rows, in units of the memory of a usual row. */
    int weight;
    /** Number of the group among those that are complete, from 1; 0 before that. */
    long number;

    ClientGroup(int training, int round, String phase) {
        this.training = training;
        this.round = round;
        this.phase = phase;
    }

    boolean is(int otherTraining, int otherRound, String otherPhase) {
        return training == otherTraining && round == otherRound && phase.equals(otherPhase);
    }
}
