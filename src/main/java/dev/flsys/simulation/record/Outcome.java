package dev.flsys.simulation.record;

import dev.flsys.flower.command.SanitisedOutput;
import dev.flsys.problem.Problem;
import dev.flsys.process.ExitStatus;
import dev.flsys.simulation.failure.FailureReasons;
import dev.flsys.simulation.failure.Reason;
import dev.flsys.simulation.log.SimulationEvent;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationProblem;
import dev.flsys.simulation.log.SimulationState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The end of a simulation.
 *
 * @param state a final one
 * @param exitCode exit code of the process; null if there was none, -1 for an error of the service
 * @param message the sentence of the contract
 * @param reason the reason why the simulation ended, or a warning about a completed one; null if the state alone is
 *     sufficient
 */
public record Outcome(
        SimulationState state,
        @Nullable Integer exitCode,
        String message,
        @Nullable Reason reason) {

    /** The detail of a simulation that ended because the service stopped. */
    static final String SERVICE_STOPPED = "The service was stopped.";

    private static final String STOPPED = "模拟已停止。";
    private static final String INTERRUPTED = "模拟已中断。";

    /**
     * The outcome of a run that has completed.
     *
     * @param warnings sentences about parameters that no program read
     */
    public static Outcome completed(ExitStatus status, List<String> warnings) {
        Outcome completed = completed(status.code());
        return warnings.isEmpty()
                ? completed
                : new Outcome(
                        completed.state(),
                        completed.exitCode(),
                        completed.message(),
                        new Reason(String.join(" ", warnings)));
    }

    /** The process ended with a code other than 0 or by a signal, or the simulation did not do its task. */
    public static Outcome failed(ExitStatus status, Reason reason) {
        return failure(status.code(), reason);
    }

    /** The run at a SuperLink completed. It has no exit code. */
    public static Outcome completedAtSuperLink() {
        return completed(0);
    }

    /** The run at a SuperLink failed. It has no exit code. */
    public static Outcome failedAtSuperLink(Reason reason) {
        return failure(null, reason);
    }

    /** The service could not run it to its end. */
    public static Outcome refused(Problem problem) {
        return refused(
                new Reason(problem.detail(), FailureReasons.ofService(problem.title() + ": " + problem.detail())));
    }

    /** The service could not run it to its end, for {@code reason}. */
    public static Outcome refused(Reason reason) {
        return failure(SimulationEvent.Failed.NO_EXIT_CODE, reason);
    }

    /**
     * The system did not start its process.
     *
     * @param root the project's folder, which the reason does not name
     */
    public static Outcome unstartable(IOException failed, Path root) {
        String reason = Objects.requireNonNullElse(SanitisedOutput.line(String.valueOf(failed.getMessage()), root), "");
        return refused(Reason.ofService("The process cannot be started: " + reason));
    }

    /** The service could not store its record or its log, or has not enough memory or threads to continue. */
    public static Outcome unstorable(Throwable failed) {
        if (failed instanceof VirtualMachineError) {
            return refused(new Reason(
                    "The service has not enough memory or threads. The service's log has the error.",
                    FailureReasons.ofService(String.valueOf(failed.getMessage()))));
        }
        return refused(new Reason(
                "The simulation cannot be stored. The service's log has the reason.",
                FailureReasons.ofService("The simulation cannot be stored: "
                        + SimulationProblem.reason(failed).orElse(""))));
    }

    /** A caller stopped it; {@code status} is null if it had no process. */
    public static Outcome stopped(@Nullable ExitStatus status) {
        return new Outcome(SimulationState.STOPPED, status == null ? null : status.code(), STOPPED, null);
    }

    /** It was stopped before it had a process, because the service stopped. */
    public static Outcome stoppedWithService() {
        return stoppedWithService(null);
    }

    /** It was stopped because the service stopped; {@code status} is null if it had no process. */
    public static Outcome stoppedWithService(@Nullable ExitStatus status) {
        return new Outcome(
                SimulationState.STOPPED,
                status == null ? null : status.code(),
                STOPPED,
                Reason.ofService(SERVICE_STOPPED));
    }

    /** The service was killed while it ran the simulation. */
    public static Outcome interrupted() {
        return interrupted(Reason.ofService("The service ended before it did."));
    }

    /** The service was killed while it handed the simulation over. The SuperLink may have it. */
    public static Outcome interruptedAtHandOver() {
        return interrupted(Reason.ofService("The service ended while it handed the run over."));
    }

    private static Outcome completed(int code) {
        return new Outcome(SimulationState.COMPLETED, code, "模拟成功完成。", null);
    }

    private static Outcome failure(@Nullable Integer code, Reason reason) {
        return new Outcome(SimulationState.FAILED, code, SimulationEvent.Failed.message(wireCode(code)), reason);
    }

    private static Outcome interrupted(Reason reason) {
        return new Outcome(SimulationState.INTERRUPTED, null, INTERRUPTED, reason);
    }

    private static int wireCode(@Nullable Integer code) {
        return code == null ? SimulationEvent.Failed.NO_EXIT_CODE : code;
    }

    /** The outcome as the record has it. */
    public SimulationRecord.Report report() {
        return reason == null
                ? new SimulationRecord.Report(exitCode, message, null, null, null)
                : new SimulationRecord.Report(
                        exitCode, message, reason.detail(), reason.explanation(), reason.logSeq());
    }

    /** The last event of the simulation. */
    public SimulationEvent event(SimulationId id, long seq) {
        int code = wireCode(exitCode);
        if (state == SimulationState.COMPLETED) {
            return new SimulationEvent.Complete(id, seq, message, code);
        }
        SimulationRecord.Report end = report();
        return new SimulationEvent.Failed(id, seq, message, code, state, end.detail(), end.explanation(), end.logSeq());
    }
}
