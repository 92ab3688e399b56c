package dev.flsys.simulation.execution;

import dev.flsys.flower.progress.Round;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationStore;
import dev.flsys.simulation.record.WrittenModel;
import java.util.List;
import java.util.Optional;

/** Checks whether a simulation that ended with exit code 0 succeeded. */
final class SuccessCheck {

    /** The most earlier completed simulations that are compared. */
    private static final int MAX_COMPARED = 10;

    /** The most records that are read to find these simulations. */
    private static final int MAX_READ = 100;

    /** A project always writes models if at least this many simulations were compared, and all of them wrote models. */
    private static final int MIN_COMPARED = 2;

    private SuccessCheck() {}

    /**
     * The reason to doubt success: clients failed in every round, or no model was written although the project's
     * simulations always write one.
     *
     * @param written the models that it wrote; empty if they are not known
     * @param store the earlier simulations
     */
    static Optional<String> findDoubt(
            SimulationRecord simulation,
            List<Round> rounds,
            Optional<List<WrittenModel>> written,
            SimulationStore store) {
        Optional<String> failures = findFailures(simulation, rounds);
        if (failures.isPresent() || written.isEmpty() || !written.get().isEmpty() || !alwaysWrites(simulation, store)) {
            return failures;
        }
        return Optional.of("It wrote no model, although earlier simulations of this project did.");
    }

    /** The reason to doubt success if clients failed in every round. */
    static Optional<String> findFailures(SimulationRecord simulation, List<Round> all) {
        SimulationRecord.Parent parent = simulation.request().parent();
        // The evaluation of the weights with which the training began does not count as a round.
        int start = parent == null ? 0 : parent.round();
        List<Round> rounds = all.stream().filter(round -> round.round() > start).toList();
        if (rounds.isEmpty() || !rounds.stream().allMatch(Round::hasFailures)) {
            return Optional.empty();
        }
        return Optional.of("In each of its rounds (" + rounds.size() + ") " + describeFailures(rounds) + ".");
    }

    private static String describeFailures(List<Round> rounds) {
        if (rounds.stream().allMatch(Round::hasNobody)) {
            return "the strategy chose no client to train: there are fewer clients than it asks for";
        }
        return rounds.stream().allMatch(Round::isLost) ? "every client failed" : "clients failed";
    }

    private static boolean alwaysWrites(SimulationRecord simulation, SimulationStore store) {
        List<List<WrittenModel>> earlier = store.ids().stream()
                .limit(MAX_READ)
                .flatMap(id -> store.find(id).stream())
                .filter(each -> !each.id().equals(simulation.id()))
                .filter(each -> each.state() == SimulationState.COMPLETED)
                .flatMap(each -> Optional.ofNullable(each.training().models()).stream())
                .limit(MAX_COMPARED)
                .toList();
        return earlier.size() >= MIN_COMPARED && earlier.stream().noneMatch(List::isEmpty);
    }
}
