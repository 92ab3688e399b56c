package dev.flsys.simulation;

import dev.flsys.process.ExitStatus;
import org.jspecify.annotations.Nullable;

/**
 * How a simulation ended.
 *
 * @param state a final one
 * @param exitCode of the process; null if there was none, -1 for an error of the service's own
 * @param message what its session is told
 * @param detail why, where the message does not tell; empty otherwise
 */
record Outcome(SimulationState state, @Nullable Integer exitCode, String message, String detail) {

    /** The exit code told for an error of the service's own, and where there is none. */
    private static final int OWN_FAILURE = -1;

    static Outcome completed(ExitStatus status) {
        return new Outcome(SimulationState.COMPLETED, status.code(), "模拟成功完成。", "");
    }

    /** Its process ended with another code than 0, or by a signal. */
    static Outcome failed(ExitStatus status) {
        return new Outcome(SimulationState.FAILED, status.code(), "模拟失败，退出码 " + status.code() + "。", status.told());
    }

    /** Its process ended with 0, but it did not do what it was started for. */
    static Outcome failed(ExitStatus status, String reason) {
        return new Outcome(SimulationState.FAILED, status.code(), "模拟失败，退出码 " + status.code() + "。" + reason, reason);
    }

    /** Flower says of its run at a SuperLink that it ended well. */
    static Outcome completedAtSuperLink() {
        return new Outcome(SimulationState.COMPLETED, 0, "模拟成功完成。", "");
    }

    /** Its run at a SuperLink, which has no exit code, did not end well. */
    static Outcome failedAtSuperLink(String reason) {
        return new Outcome(SimulationState.FAILED, null, "模拟失败。" + reason, reason);
    }

    /** The service could not run it, or not on. */
    static Outcome refused(String reason) {
        return new Outcome(SimulationState.FAILED, OWN_FAILURE, reason, "");
    }

    static Outcome stopped(@Nullable ExitStatus status) {
        return new Outcome(SimulationState.STOPPED, status == null ? null : status.code(), "模拟已停止。", "");
    }

    static Outcome stoppedWithService() {
        return new Outcome(SimulationState.STOPPED, null, "模拟已停止。", "The service was stopped.");
    }

    static Outcome interrupted() {
        return new Outcome(SimulationState.INTERRUPTED, null, "模拟已中断。", "The service ended before it did.");
    }

    /** The service was killed while it handed it over to a SuperLink, which may have it or not. */
    static Outcome interruptedAtHandOver() {
        return new Outcome(
                SimulationState.INTERRUPTED,
                null,
                "模拟已中断。",
                "The service ended while it handed the run over; flwr ls tells whether the SuperLink has it.");
    }

    /** Why it ended as it did, for its record; null where the state says all. */
    @Nullable String recorded() {
        if (!detail.isEmpty()) {
            return detail;
        }
        return state == SimulationState.FAILED ? message : null;
    }

    /** Its last event. */
    SimulationEvent event(SimulationId id, long seq) {
        int code = exitCode == null ? OWN_FAILURE : exitCode;
        return state == SimulationState.COMPLETED
                ? new SimulationEvent.Complete(id, seq, message, code)
                : new SimulationEvent.Failed(id, seq, message, code, state, detail);
    }
}
