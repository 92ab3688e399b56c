package dev.flsys.simulation;

import dev.flsys.process.ExitStatus;
import org.jspecify.annotations.Nullable;

/**
 * How a simulation ended.
 *
 * @param state a final one
 * @param exitCode of the process; null if there was none, -1 for an error of the service's own
 * @param message the sentence of the contract, which its session gets
 * @param reason why it ended so; null where the state says all
 */
record Outcome(
        SimulationState state,
        @Nullable Integer exitCode,
        String message,
        @Nullable Reason reason) {

    /** The exit code told for an error of the service's own, and where there is none. */
    private static final int OWN_FAILURE = -1;

    private static final String STOPPED = "模拟已停止。";
    private static final String INTERRUPTED = "模拟已中断。";

    static Outcome completed(ExitStatus status) {
        return completed(status.code());
    }

    /** Its process ended with another code than 0 or by a signal, or it did not do what it was started for. */
    static Outcome failed(ExitStatus status, Reason reason) {
        return new Outcome(SimulationState.FAILED, status.code(), failure(status.code()), reason);
    }

    /** Flower says of its run at a SuperLink that it ended well. */
    static Outcome completedAtSuperLink() {
        return completed(0);
    }

    /** Its run at a SuperLink, which has no exit code, did not end well. */
    static Outcome failedAtSuperLink(Reason reason) {
        return new Outcome(SimulationState.FAILED, null, failure(OWN_FAILURE), reason);
    }

    /** The service could not run it, or not on. */
    static Outcome refused(String reason) {
        return new Outcome(SimulationState.FAILED, OWN_FAILURE, failure(OWN_FAILURE), new Reason(reason));
    }

    static Outcome stopped(@Nullable ExitStatus status) {
        return new Outcome(SimulationState.STOPPED, status == null ? null : status.code(), STOPPED, null);
    }

    static Outcome stoppedWithService() {
        return new Outcome(SimulationState.STOPPED, null, STOPPED, new Reason("The service was stopped."));
    }

    static Outcome interrupted() {
        return new Outcome(
                SimulationState.INTERRUPTED, null, INTERRUPTED, new Reason("The service ended before it did."));
    }

    /** The service was killed while it handed it over to a SuperLink, which may have it or not. */
    static Outcome interruptedAtHandOver() {
        return new Outcome(
                SimulationState.INTERRUPTED,
                null,
                INTERRUPTED,
                new Reason(
                        "The service ended while it handed the run over.",
                        "The SuperLink may have it: flwr ls lists its runs."));
    }

    private static Outcome completed(int code) {
        return new Outcome(SimulationState.COMPLETED, code, "模拟成功完成。", null);
    }

    private static String failure(int code) {
        return "模拟失败，退出码 " + code + "。";
    }

    /** Its last event. */
    SimulationEvent event(SimulationId id, long seq) {
        int code = exitCode == null ? OWN_FAILURE : exitCode;
        if (state == SimulationState.COMPLETED) {
            return new SimulationEvent.Complete(id, seq, message, code);
        }
        return reason == null
                ? new SimulationEvent.Failed(id, seq, message, code, state, null, null, null)
                : new SimulationEvent.Failed(
                        id, seq, message, code, state, reason.detail(), reason.explanation(), reason.logSeq());
    }
}
