package dev.flsys.flower.superlink;

/**
 * What is known of a run.
 *
 * @param phase where it is
 * @param detail what Flower says of it, or why nothing is known; may be empty
 */
public record RunStatus(Phase phase, String detail) {

    /** Where a run is. */
    public enum Phase {
        /** It waits for its turn at the SuperLink, starts, or runs. */
        GOING,
        /** It ended well. */
        COMPLETED,
        /** It ended otherwise. */
        FAILED,
        /** Somebody stopped it. */
        STOPPED,
        /** The SuperLink answers, and knows no such run. */
        FORGOTTEN,
        /** There is no answer that tells. */
        UNREACHABLE
    }

    /** Of a status as {@code flwr ls} words it: {@code running}, {@code finished:failed}. */
    static RunStatus of(String status, String detail) {
        return switch (status) {
            case "finished:completed" -> new RunStatus(Phase.COMPLETED, detail);
            case "finished:stopped" -> new RunStatus(Phase.STOPPED, detail);
            default -> new RunStatus(status.startsWith("finished") ? Phase.FAILED : Phase.GOING, detail);
        };
    }

    static RunStatus unreachable(String reason) {
        return new RunStatus(Phase.UNREACHABLE, reason);
    }

    /** Whether nothing more happens to it. */
    public boolean isOver() {
        return switch (phase) {
            case COMPLETED, FAILED, STOPPED, FORGOTTEN -> true;
            case GOING, UNREACHABLE -> false;
        };
    }
}
