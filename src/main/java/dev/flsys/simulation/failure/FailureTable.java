package dev.flsys.simulation.failure;

import dev.flsys.simulation.failure.FailureKind.Evidence;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** All kinds of failures, in their order. The first kind that fits counts. */
final class FailureTable {

    static final List<FailureKind> KINDS = Stream.of(
                    FailuresOfMachine.KINDS,
                    FailuresOfFlower.KINDS,
                    FlowerExitCodes.KINDS,
                    FailuresOfStart.KINDS,
                    FailuresOfTraining.KINDS,
                    FailuresOfPython.KINDS,
                    FailuresOfOutcome.KINDS,
                    FailuresOfService.KINDS)
            .flatMap(List::stream)
            .toList();

    private static final FailureKind PORT_IN_USE = KINDS.stream()
            .filter(kind -> kind.id().equals("port-in-use"))
            .findFirst()
            .orElseThrow();

    private FailureTable() {}

    /**
     * The kind of a failure; empty if it is unknown.
     *
     * @param reason the line with the reason
     * @param output the last lines of the output, the newest first
     */
    static Optional<FailureKind> find(String reason, List<LastLines.Line> output) {
        String line = FailureKind.lowerCase(reason);
        return first(line, Set.of(Evidence.REASON, Evidence.OUTPUT))
                .or(() -> output.stream()
                        .flatMap(each -> first(FailureKind.lowerCase(each.text()), Set.of(Evidence.OUTPUT)).stream())
                        .findFirst())
                .or(() -> first(line, Set.of(Evidence.LAST)))
                .or(() -> output.stream()
                        .filter(each ->
                                FailureCause.EXIT_CODE.matcher(each.text()).matches())
                        .flatMap(each -> first(FailureKind.lowerCase(each.text()), Set.of(Evidence.LAST)).stream())
                        .findFirst());
    }

    /**
     * The kind of a failure of the service, which always has one.
     *
     * @param sentence with which the service ends a simulation
     */
    static FailureKind ofService(String sentence) {
        return first(FailureKind.lowerCase(sentence), Set.of(Evidence.SERVICE))
                .or(() -> find(sentence, List.of()))
                .orElse(FailureKind.OF_SERVICE);
    }

    private static Optional<FailureKind> first(String line, Set<Evidence> evidence) {
        return KINDS.stream()
                .filter(kind -> evidence.contains(kind.evidence()) && kind.matches(line))
                .findFirst();
    }

    /** Whether any line of an output with {@code line} shows that kind of failure. */
    static boolean isKnown(String line) {
        return first(FailureKind.lowerCase(line), Set.of(Evidence.OUTPUT)).isPresent();
    }

    /** Whether {@code reason} describes a server without its port, so that its clients fail as well. */
    static boolean isPortInUse(String reason) {
        return PORT_IN_USE.matches(FailureKind.lowerCase(reason));
    }
}
