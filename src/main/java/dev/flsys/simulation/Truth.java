package dev.flsys.simulation;

import dev.flsys.flower.progress.Round;
import java.util.List;
import java.util.Optional;

/** Whether a run whose process ended with 0 did what it was started for. */
final class Truth {

    /** Earlier runs that count, among so many that are looked at. */
    private static final int EARLIER = 10;

    private static final int LOOKED_AT = 100;

    /** So many runs in a row that all wrote models make a project that always writes some. */
    private static final int ALWAYS = 2;

    private Truth() {}

    /**
     * What speaks against success: clients that failed in every round, or no model written where the project's runs
     * always write one.
     *
     * @param written the models that it wrote; empty if that is not known
     * @param store the runs before it
     */
    static Optional<String> against(
            SimulationRecord run, List<Round> rounds, Optional<List<WrittenModel>> written, SimulationStore store) {
        Optional<String> failures = failures(rounds);
        if (failures.isPresent() || written.isEmpty() || !written.get().isEmpty() || !alwaysWrites(run, store)) {
            return failures;
        }
        return Optional.of("It wrote no model, which the runs of this project before it did.");
    }

    private static Optional<String> failures(List<Round> all) {
        List<Round> rounds = all.stream().filter(round -> round.round() > 0).toList();
        if (rounds.isEmpty() || !rounds.stream().allMatch(Round::hasFailures)) {
            return Optional.empty();
        }
        String which = rounds.stream().allMatch(Round::isLost) ? "every client failed" : "clients failed";
        return Optional.of("In each of its rounds (" + rounds.size() + ") " + which + ".");
    }

    private static boolean alwaysWrites(SimulationRecord run, SimulationStore store) {
        List<List<WrittenModel>> earlier = store.ids().stream()
                .limit(LOOKED_AT)
                .flatMap(id -> store.find(id).stream())
                .filter(each -> !each.id().equals(run.id()))
                .filter(each -> each.state() == SimulationState.COMPLETED)
                .flatMap(each -> Optional.ofNullable(each.models()).stream())
                .limit(EARLIER)
                .toList();
        return earlier.size() >= ALWAYS && earlier.stream().noneMatch(List::isEmpty);
    }
}
