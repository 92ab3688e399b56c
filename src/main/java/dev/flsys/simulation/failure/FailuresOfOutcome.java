package dev.flsys.simulation.failure;

import static dev.flsys.simulation.failure.FailureKind.Evidence.LAST;

import java.util.List;

/** Failures of simulations that ended with exit code 0. */
final class FailuresOfOutcome {

    static final List<FailureKind> KINDS = List.of(
            new FailureKind(
                    "engine-crashed",
                    LAST,
                    List.of("flower's simulation engine crashed"),
                    "Flower's simulation engine crashed, so no client can answer.",
                    "Read the first error of Ray in the log. Often Ray cannot start, or has too little memory."),
            new FailureKind(
                    "every-client-failed",
                    LAST,
                    List.of("every client failed", "clients failed."),
                    "Clients failed in every round.",
                    "Correct the error of the clients that the log shows first."),
            new FailureKind(
                    "no-model",
                    LAST,
                    List.of("wrote no model, although"),
                    "The script reached its end without saving a model.",
                    "Check the path to which it saves weights, and the condition under which it saves them."),
            new FailureKind(
                    "no-round",
                    LAST,
                    List.of("without a single round"),
                    "The script ended before the first round.",
                    "Check that the script starts Flower with its parameters and waits for its end."),
            new FailureKind(
                    "run-not-awaited",
                    LAST,
                    List.of("started a run by flwr run and ended before it"),
                    "Without --stream, flwr run ends once its SuperLink has the run, and does not wait for it.",
                    "Write flwr run with --stream in the script."),
            new FailureKind(
                    "ended-early",
                    LAST,
                    List.of("it ended after round"),
                    "The script ended before its last round.",
                    "Look for the error in the lines after the last round."));

    private FailuresOfOutcome() {}
}
