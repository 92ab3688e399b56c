package dev.flsys.simulation.record;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.access.SessionId;
import dev.flsys.flower.observer.ObservationSummary;
import dev.flsys.flower.observer.RunSettings;
import dev.flsys.flower.observer.StoppedBy;
import dev.flsys.flower.progress.EarlierTraining;
import dev.flsys.flower.progress.Round;
import dev.flsys.flower.superlink.RunAtSuperLink;
import dev.flsys.process.ProcessIdentity;
import dev.flsys.simulation.failure.Explanation;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationState;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A simulation at one moment. {@code simulation.json} holds the members of all groups in one object.
 *
 * @param flowerRun its run at a SuperLink; null before the SuperLink has it, and for a process of the service
 * @param resources the resource use of its processes; null if it was not measured
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record SimulationRecord(
        SimulationId id,
        @JsonUnwrapped Request request,
        SimulationState state,
        @JsonUnwrapped Times times,
        @JsonUnwrapped Launched launched,
        @JsonUnwrapped Report report,
        @JsonUnwrapped Training training,
        @JsonProperty("flower_run") @Nullable RunAtSuperLink flowerRun,
        @Nullable Resources resources) {

    /** The {@code detail} of a simulation that has been silent for longer than SIMULATION_STALL_AFTER. */
    public static final String STALLED = "stalled";

    /** The {@code detail} of a simulation whose SuperLink does not answer. */
    public static final String UNREACHABLE = "unreachable";

    /**
     * The request that started the simulation.
     *
     * @param owner the session that sent it
     * @param parameters its parameters, unchanged
     * @param experiment its place in an experiment; null for a single start
     * @param settings the settings that the script does not get; null for none
     * @param parent the checkpoint that it continues; null for a run that begins at its first round
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Request(
            String owner,
            JsonNode parameters,
            @Nullable Origin experiment,
            @JsonProperty("run_settings") @Nullable RunSettings settings,
            @Nullable Parent parent) {

        /**
         * The request of a client.
         *
         * @param data the parameters, which may have the reserved member of {@link RunSettings}
         * @throws dev.flsys.flower.observer.RunSettingsInvalid if that member is wrong
         */
        public static Request of(String owner, JsonNode data, @Nullable Origin experiment) {
            RunSettings.Start start = RunSettings.Start.of(data);
            return new Request(owner, start.parameters(), experiment, start.settings(), null);
        }

        /** The request of a run that continues a run with this request. The rules that ended that run are left out. */
        public Request resumed(SessionId by, Parent from) {
            RunSettings same =
                    settings == null || settings.whatIf() == null ? null : new RunSettings(null, settings.whatIf());
            return new Request(by.value(), parameters, null, same, from);
        }

        /** Whether the observer simulates faults in the run. */
        public boolean simulatesFaults() {
            return settings != null && settings.whatIf() != null;
        }
    }

    /**
     * The checkpoint that a run continues.
     *
     * @param id the run that wrote it
     * @param round its round
     * @param rounds number of rounds that were asked for
     */
    @RegisterForReflection
    @Schema(name = "ResumedFrom")
    public record Parent(String id, int round, int rounds) {

        /** The number of the last round. */
        public int last() {
            return round + rounds;
        }
    }

    /**
     * The place of a simulation in an experiment. It is in the first record of the simulation, so a service that was
     * killed at any moment finds it again.
     *
     * @param id the experiment
     * @param cell number of the cell, from 0
     * @param attempt number of the attempt of this cell, from 1
     */
    @RegisterForReflection
    @Schema(name = "OriginInExperiment")
    public record Origin(String id, int cell, int attempt) {}

    /**
     * The times of the simulation, with milliseconds.
     *
     * @param requested the time at which the service accepted it
     * @param started the time at which its process started
     * @param ended the time at which it reached a final state
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Times(
            Instant requested,
            @Nullable Instant started,
            @Nullable Instant ended) {}

    /**
     * The process of the simulation.
     *
     * @param command the arguments of the command; null before it starts
     * @param marker the mark of its processes, see {@link dev.flsys.process.Launch}
     * @param process null before it starts, and for a run at a SuperLink
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Launched(
            @Nullable List<String> command,
            String marker,
            @Nullable ProcessIdentity process) {}

    /**
     * The description of its state.
     *
     * @param exitCode exit code of the process; -1 for an error of the service
     * @param message the contract's sentence about its end; null before the end, and in records of older versions
     * @param detail reason of its end in one line, if there is a reason; {@value #STALLED} or {@value #UNREACHABLE}
     *     before its end
     * @param explanation cause of {@code detail}, its place and the next step; older versions wrote a text
     * @param logSeq number of the event with the line that {@code detail} quotes
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Report(
            @JsonProperty("exit_code") @Nullable Integer exitCode,
            @Nullable String message,
            @Nullable String detail,
            @Nullable Explanation explanation,
            @JsonProperty("log_seq") @Nullable Long logSeq) {

        private static final Report EMPTY = new Report(null, null, null, null, null);

        private Report withDetail(@Nullable String next) {
            return new Report(exitCode, message, next, explanation, logSeq);
        }
    }

    /**
     * The results of the training.
     *
     * @param totalRounds number of rounds that its output announced
     * @param rounds rounds that have ended, of the last training of the script
     * @param earlier the trainings of the script before the last one; null for none
     * @param models model files that it wrote; null before its end, and where they are not known
     * @param observed the summary of the observations; null before the first one, and for records of older versions
     * @param stoppedBy the rule that ended it before its last round; null if there was none
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Training(
            @JsonProperty("total_rounds") @Nullable Integer totalRounds,
            @Nullable List<Round> rounds,
            @JsonProperty("earlier_trainings") @Nullable List<EarlierTraining> earlier,
            @Nullable List<WrittenModel> models,
            @Nullable ObservationSummary observed,
            @JsonProperty("stopped_by") @Nullable StoppedBy stoppedBy) {

        private static final Training EMPTY = new Training(null, null, null, null, null, null);
    }

    public static SimulationRecord queued(
            SimulationId id, SessionId owner, JsonNode parameters, Instant requested, String marker) {
        return queued(id, Request.of(owner.value(), parameters, null), requested, marker);
    }

    /** The first record of a simulation. */
    public static SimulationRecord queued(SimulationId id, Request request, Instant requested, String marker) {
        return new SimulationRecord(
                id,
                request,
                SimulationState.QUEUED,
                new Times(requested, null, null),
                new Launched(null, marker, null),
                Report.EMPTY,
                Training.EMPTY,
                null,
                null);
    }

    /** The state to report after a request to stop: {@code stopping}, or its final state. */
    public String stopStatus() {
        return state.isFinal() ? state.wireName() : "stopping";
    }

    public SessionId owner() {
        return new SessionId(request.owner());
    }

    /** Whether the simulation ended only because its service ended: it was interrupted, or stopped with the service. */
    public boolean endedWithService() {
        return state == SimulationState.INTERRUPTED
                || (state == SimulationState.STOPPED && Outcome.SERVICE_STOPPED.equals(report.detail()));
    }

    /** The record while its Python and its process are prepared. */
    public SimulationRecord starting() {
        return new SimulationRecord(
                id,
                request,
                SimulationState.STARTING,
                times,
                launched,
                report.withDetail(null),
                training,
                flowerRun,
                resources);
    }

    /** The record while {@code command} hands it over to a SuperLink. */
    public SimulationRecord handedOver(List<String> command) {
        Launched next = new Launched(command, launched.marker(), launched.process());
        return new SimulationRecord(id, request, state, times, next, report, training, flowerRun, resources);
    }

    /**
     * The record when its process, or its run at a SuperLink, has started. Rounds of an earlier process are removed.
     */
    public SimulationRecord running(List<String> command, @Nullable ProcessIdentity process, Instant now) {
        return new SimulationRecord(
                id,
                request,
                SimulationState.RUNNING,
                new Times(times.requested(), now, null),
                new Launched(command, launched.marker(), process),
                Report.EMPTY,
                new Training(null, null, null, null, training.observed(), training.stoppedBy()),
                flowerRun,
                resources);
    }

    /** The same simulation as a run at a SuperLink. */
    public SimulationRecord at(RunAtSuperLink run) {
        return new SimulationRecord(id, request, state, times, launched, report, training, run, resources);
    }

    /** The record with another detail before its end, such as {@value #STALLED}; null for none. */
    public SimulationRecord detailed(@Nullable String detail) {
        return new SimulationRecord(
                id, request, state, times, launched, report.withDetail(detail), training, flowerRun, resources);
    }

    public SimulationRecord progressed(@Nullable Integer totalRounds, List<Round> rounds) {
        return progressed(totalRounds, rounds, List.of());
    }

    /**
     * The record with the rounds of a script that may run several trainings.
     *
     * @param earlier the trainings of the script before the training of {@code rounds}
     */
    public SimulationRecord progressed(
            @Nullable Integer totalRounds, List<Round> rounds, List<EarlierTraining> earlier) {
        return with(new Training(
                totalRounds,
                List.copyOf(rounds),
                earlier.isEmpty() ? null : List.copyOf(earlier),
                training.models(),
                training.observed(),
                training.stoppedBy()));
    }

    /** The record with the present resource use; null if it was not measured. */
    public SimulationRecord used(@Nullable Resources next) {
        return new SimulationRecord(id, request, state, times, launched, report, training, flowerRun, next);
    }

    /** The record with the models that it wrote; null if they are not known. */
    public SimulationRecord wrote(@Nullable List<WrittenModel> models) {
        return with(new Training(
                training.totalRounds(),
                training.rounds(),
                training.earlier(),
                models,
                training.observed(),
                training.stoppedBy()));
    }

    /** The record with the summary of its observations. */
    public SimulationRecord observed(@Nullable ObservationSummary observation) {
        return with(new Training(
                training.totalRounds(),
                training.rounds(),
                training.earlier(),
                training.models(),
                observation,
                training.stoppedBy()));
    }

    /** The record with the rule that ended it before its last round. */
    public SimulationRecord stoppedBy(@Nullable StoppedBy rule) {
        return with(new Training(
                training.totalRounds(),
                training.rounds(),
                training.earlier(),
                training.models(),
                training.observed(),
                rule));
    }

    private SimulationRecord with(Training next) {
        return new SimulationRecord(id, request, state, times, launched, report, next, flowerRun, resources);
    }

    /** The last record of the simulation. */
    public SimulationRecord ended(Outcome outcome, Instant now) {
        return new SimulationRecord(
                id,
                request,
                outcome.state(),
                new Times(times.requested(), times.started(), now),
                launched,
                outcome.report(),
                training,
                flowerRun,
                resources);
    }
}
