package dev.flsys.simulation.execution;

import dev.flsys.flower.PreparedRun;
import dev.flsys.flower.observer.StoppedBy;
import dev.flsys.flower.progress.UnfinishedTraining;
import dev.flsys.process.ExitStatus;
import dev.flsys.simulation.models.ModelFiles;
import dev.flsys.simulation.models.UnlistedWeights;
import dev.flsys.simulation.record.Outcome;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationStore;
import dev.flsys.simulation.record.WrittenModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides the outcome of a simulation whose process has ended by itself or after a round. Exit code 0 alone is no
 * success: Flower's clients, or a program that a script started, may have failed. The order of the checks decides which
 * reason is reported. For one thread.
 */
final class ProcessOutcome {

    private static final String NOT_AWAITED =
            "The script started a run by flwr run and ended before it. The SuperLink of"
                    + " the run was ended with the script, so the run did not complete. Write flwr run with --stream in the"
                    + " script, so that it waits.";

    private static final String HANDED_OVER =
            "The script handed a run to a SuperLink and ended before it. Write flwr run"
                    + " with --stream in the script, so that it waits and shows the rounds.";

    /**
     * The state after the end of the process.
     *
     * @param written the models that the simulation wrote; empty if they are not known
     * @param left the number of processes that still ran when the script had ended with 0
     */
    record End(PreparedRun run, SimulationRecord record, Optional<List<WrittenModel>> written, int left) {}

    private final Simulation simulation;
    private final SimulationRecorder recorder;
    private final Observation observation;
    private final SimulationStore store;
    private final ModelFiles models;

    ProcessOutcome(
            Simulation simulation,
            SimulationRecorder recorder,
            Observation observation,
            SimulationStore store,
            ModelFiles models) {
        this.simulation = simulation;
        this.recorder = recorder;
        this.observation = observation;
        this.store = store;
        this.models = models;
    }

    /** The outcome of a process that was ended after a round, because a user or a rule asked for that. */
    Outcome afterRound(End end, StoppedBy reason) {
        return afterRound(end, reason, List.of());
    }

    private Outcome afterRound(End end, StoppedBy reason, List<String> ofSignal) {
        simulation.change(each -> each.stoppedBy(reason));
        recorder.report(reason.sentence(), reason.sentence());
        return Outcome.completed(
                new ExitStatus(0),
                Stream.concat(Stream.of(reason.sentence()), listWarnings(end, ofSignal).stream())
                        .toList());
    }

    /**
     * The outcome of a process that ended by itself.
     *
     * @param failure the reason of a run that Flower reports as failed, although it exited with 0
     * @param rule the rule by which the observer ended the run after a round
     */
    Outcome of(End end, ExitStatus exit, Optional<String> failure, Optional<StoppedBy> rule) {
        boolean endedItself = end.run().mayHaveEndedItself(exit);
        boolean finished = endedItself && end.run().isProcess() && recorder.hasFinished();
        if (!exit.success() && !finished) {
            return Outcome.failed(exit, recorder.reason(exit, endedItself));
        }
        List<String> ofSignal =
                exit.signal().map(ProcessOutcome::describeSignal).stream().toList();
        ExitStatus status = new ExitStatus(0);
        Optional<String> reported = failure.or(recorder::crash);
        if (rule.isPresent() && reported.isEmpty()) {
            // The simulation has fewer rounds than its output announced, and may lack a model that a later round
            // would write.
            return SuccessCheck.findFailures(end.record(), recorder.rounds())
                    .map(doubt -> Outcome.failed(status, recorder.reason(doubt)))
                    .orElseGet(() -> afterRound(end, rule.get(), ofSignal));
        }
        return reported.or(() -> findDoubt(end))
                .map(doubt -> Outcome.failed(status, recorder.reason(doubt)))
                .orElseGet(() -> Outcome.completed(status, listWarnings(end, ofSignal)));
    }

    private static String describeSignal(String name) {
        return "The process was killed by " + name + " after Flower had reported the end of the training. FLSys did not"
                + " send this signal: the usual sender is a line of the script such as trap 'kill 0' EXIT.";
    }

    /** The evidence against the success of a simulation whose process ended with 0. */
    private Optional<String> findDoubt(End end) {
        SimulationRecord record = end.record();
        return observation
                .notResumed()
                .or(() -> end.left() > 0 && handedOver(end) ? Optional.of(NOT_AWAITED) : Optional.empty())
                .or(() -> SuccessCheck.findDoubt(record, recorder.rounds(), end.written(), store))
                .or(() -> recorder.crashed().map(UnfinishedTraining::explained))
                .or(() -> end.run().mayIgnoreParameters() && !recorder.mentionsRounds()
                        ? RoundsCheck.findDoubt(record, end.written(), listWarningsOfScript(end), store.root())
                        : Optional.empty())
                .or(() -> recorder.failedBeforeRounds()
                        ? RoundsCheck.findDoubtAfterError(record, end.written(), store.root())
                        : Optional.empty())
                .or(() -> recorder.neverBegan()
                        .filter(training -> RoundsCheck.wroteNothing(record, end.written(), store.root()))
                        .map(UnfinishedTraining::explained));
    }

    private boolean handedOver(End end) {
        return end.run().isProcess() && recorder.isHandedOver();
    }

    /** The warnings of the run and of its end. Those of its end are written to the log. */
    private List<String> listWarnings(End end, List<String> ofSignal) {
        List<String> ofEnd = new ArrayList<>(findLeftProcesses(end));
        ofEnd.addAll(ofSignal);
        if (handedOver(end)) {
            ofEnd.add(HANDED_OVER);
        }
        ofEnd.addAll(UnlistedWeights.of(end.record(), end.written(), models.listed(), store.root()));
        ofEnd.forEach(warning -> recorder.report(warning, warning));
        return Stream.concat(end.run().warnings().stream(), ofEnd.stream()).toList();
    }

    private List<String> listWarningsOfScript(End end) {
        return Stream.concat(end.run().warnings().stream(), findLeftProcesses(end).stream())
                .toList();
    }

    /** The warning about a script that did not wait for the programs it started; none if it shows rounds. */
    private List<String> findLeftProcesses(End end) {
        return end.left() == 0 || !end.run().mayIgnoreParameters() || recorder.mentionsRounds()
                ? List.of()
                : List.of("The script ended while " + end.left() + " of its processes still ran, so they were ended. If"
                        + " they train, write wait at the end of the script.");
    }
}
