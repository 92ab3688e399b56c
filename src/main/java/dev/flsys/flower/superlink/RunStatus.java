package dev.flsys.flower.superlink;

/**
 * The status of a run.
 *
 * @param detail Flower's words about the run, or the reason why the status is unknown; may be empty
 */
public record RunStatus(Phase phase, String detail) {

    /** The phase of a run. */
    public enum Phase {
        /** The run waits at the SuperLink, starts, or runs. */
        ACTIVE,
        COMPLETED,
        FAILED,
        /** A user stopped the run. */
        STOPPED,
        /** The SuperLink answers that it does not know the run. */
        FORGOTTEN,
        /** The SuperLink does not answer. */
        UNREACHABLE
    }

    /** @param status a status of {@code flwr ls}: {@code running}, {@code finished:failed} */
    static RunStatus of(String status, String detail) {
        return switch (status) {
            case "finished:completed" -> new RunStatus(Phase.COMPLETED, detail);
            case "finished:stopped" -> new RunStatus(Phase.STOPPED, detail);
            default -> new RunStatus(status.startsWith("finished") ? Phase.FAILED : Phase.ACTIVE, detail);
        };
    }

    static RunStatus unreachable(String reason) {
        return new RunStatus(Phase.UNREACHABLE, reason);
    }

    /** Whether the run has ended. */
    public boolean isOver() {
        return switch (phase) {
            case COMPLETED, FAILED, STOPPED, FORGOTTEN -> true;
            case ACTIVE, UNREACHABLE -> false;
        };
    }
}
