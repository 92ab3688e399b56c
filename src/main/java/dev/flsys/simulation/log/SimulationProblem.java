package dev.flsys.simulation.log;

import dev.flsys.problem.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The refusal of a request about simulations. The caller is at fault, or the service cannot do it now. */
public final class SimulationProblem extends Problem {

    private static final int RETRY_SECONDS = 10;
    private static final int OPTIONS_RETRY_SECONDS = 5;

    private static final String PROOF =
            " Send that session's token as X-Session header or ?session=, or the API token as Authorization: Bearer.";
    private static final String READ = " Without it, GET /api/simulations/{id}/ and its log can be read.";

    /** The messages of the system when a write to an open file fails. */
    private static final Set<String> OF_SYSTEM = Set.of(
            "No space left on device",
            "Disk quota exceeded",
            "File too large",
            "Read-only file system",
            "Input/output error",
            "Too many open files",
            "Stale file handle");

    /** The reason why a run is not observed if the setting is off. */
    public static final String OBSERVER_OFF = "SIMULATION_OBSERVE is off.";

    /** The reason why a run is not observed if it runs at a SuperLink. */
    public static final String AT_SUPERLINK = "It runs at a SuperLink that FLSys did not start.";

    private SimulationProblem(int status, String title, String detail) {
        super(status, title, detail);
    }

    private SimulationProblem(int status, String title, String detail, int retrySeconds) {
        super(status, title, detail, retrySeconds);
    }

    public static SimulationProblem unknown() {
        return new SimulationProblem(404, "Unknown simulation", "There is no simulation of that id.");
    }

    public static SimulationProblem invalidQuery(String detail) {
        return new SimulationProblem(400, "Bad Request", detail);
    }

    public static SimulationProblem unreadableByCaller() {
        return forbidden("Simulations are private here (SIMULATIONS_PRIVATE): only the session that started this"
                + " simulation may read it." + PROOF);
    }

    /**
     * A stop by a caller who may not stop the simulation.
     *
     * @param readable whether the caller may read it
     */
    public static SimulationProblem unstoppableByCaller(boolean readable) {
        return forbidden("Only the session that started this simulation may stop it." + PROOF + (readable ? READ : ""));
    }

    /**
     * A live connection to a simulation of another session.
     *
     * @param readable whether the caller may read it
     */
    public static SimulationProblem unfollowableByCaller(boolean readable) {
        return forbidden("Only the session that started this simulation may follow it live. Connect with that"
                + " session's token, or with the API token." + (readable ? READ : ""));
    }

    public static SimulationProblem unchangeableByCaller() {
        return forbidden("Only the session that started this simulation may change or delete it." + PROOF);
    }

    public static SimulationProblem notEnded() {
        return new SimulationProblem(
                409, "Simulation not ended", "Only a simulation that has ended can be deleted. Stop it first.");
    }

    /**
     * Rules or simulated faults for a run that is not observed.
     *
     * @param reason why the run is not observed, as a sentence
     */
    public static SimulationProblem unobserved(String reason) {
        return new SimulationProblem(
                409, "Run not observed", "Rules and simulated faults need a run that is observed. " + reason);
    }

    /**
     * A continuation that would not be observed.
     *
     * @param reason why the run is not observed, as a sentence
     */
    public static SimulationProblem notResumable(String reason) {
        return new SimulationProblem(
                409, "Run not observed", "To continue a simulation, the new run has to be observed. " + reason);
    }

    public static SimulationProblem notEndedForResume() {
        return new SimulationProblem(
                409, "Simulation not ended", "Only a simulation that has ended can be continued. Stop it first.");
    }

    public static SimulationProblem noCheckpoint() {
        return new SimulationProblem(
                409,
                "No checkpoint",
                "This simulation has no checkpoint. They are written after each round of a simulation that is observed,"
                        + " see SIMULATION_CHECKPOINTS.");
    }

    /**
     * A round without a checkpoint.
     *
     * @param known the rounds of the existing checkpoints, in their order
     */
    public static SimulationProblem unknownCheckpoint(int round, List<Integer> known) {
        return new SimulationProblem(
                404,
                "Unknown checkpoint",
                "There is no checkpoint of round " + round + ". There are checkpoints of these rounds: "
                        + known.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ".");
    }

    public static SimulationProblem full(int running, int queued) {
        return new SimulationProblem(
                429,
                "Too many simulations",
                running + " simulations run and " + queued + " wait; no further one is accepted now.",
                RETRY_SECONDS);
    }

    public static SimulationProblem elsewhere() {
        return unavailable("Simulations run elsewhere", "Another service runs the simulations of this project.");
    }

    public static SimulationProblem gone() {
        return unavailable("No project folder", "The folder of the project is not there any more.");
    }

    /**
     * A project in which simulations cannot be stored.
     *
     * @param reason the reason of the system, without a path
     */
    public static SimulationProblem unwritable(String reason) {
        return unavailable(
                "Simulations cannot be stored",
                ".flsys in the project cannot be written: " + reason
                        + ". Free space, or give the user that runs FLSys access to it.");
    }

    /** The system's reason of a failed write, without a path; empty if {@code failed} is no such failure. */
    public static Optional<String> reason(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof AccessDeniedException) {
                return Optional.of("permission denied");
            }
            String reason = cause instanceof FileSystemException refused ? refused.getReason() : null;
            if (reason != null) {
                return Optional.of(reason);
            }
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof IOException && OF_SYSTEM.contains(message)) {
                return Optional.of(message);
            }
        }
        return Optional.empty();
    }

    public static SimulationProblem stopping() {
        return unavailable("Shutting down", "The service is shutting down.");
    }

    public static SimulationProblem optionsBusy() {
        return new SimulationProblem(
                503,
                "Options not known yet",
                "The start script has not listed its options yet. Ask again.",
                OPTIONS_RETRY_SECONDS);
    }

    public static SimulationProblem noProvenance() {
        return new SimulationProblem(
                404, "Unknown origin", "The state of the project was not stored when this simulation started.");
    }

    public static SimulationProblem provenanceBusy() {
        return new SimulationProblem(
                503,
                "State not known yet",
                "The present state of the project is still being read. Ask again.",
                OPTIONS_RETRY_SECONDS);
    }

    public static SimulationProblem archiving() {
        return unavailable("Another archive is being written", "One archive is written at a time. Ask again.");
    }

    private static SimulationProblem forbidden(String detail) {
        return new SimulationProblem(403, "Another session's simulation", detail);
    }

    private static SimulationProblem unavailable(String title, String detail) {
        return new SimulationProblem(503, title, detail, RETRY_SECONDS);
    }
}
