package dev.flsys.simulation.execution;

import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.progress.EarlierTraining;
import dev.flsys.flower.progress.FlowerProgress;
import dev.flsys.flower.progress.Round;
import dev.flsys.process.MarkedProcesses;
import dev.flsys.project.PrivateFiles;
import dev.flsys.simulation.failure.FailureCause;
import dev.flsys.simulation.log.LoggedOutput;
import dev.flsys.simulation.log.NewestFile;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationLog;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.simulation.record.LoggedEnd;
import dev.flsys.simulation.record.Outcome;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationStore;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The simulations that an earlier service left without an end. Their processes are ended, and their state becomes
 * {@code interrupted}. Runs at a SuperLink continue. For one thread.
 */
public record AbandonedSimulations(SimulationStore store, Clock clock) {

    private static final Logger LOG = Logger.getLogger(AbandonedSimulations.class);

    /**
     * Ends all these simulations. A simulation that cannot be ended does not prevent the end of the others.
     *
     * @param own whether this service runs a simulation
     * @param follow gets each run that continues at a SuperLink
     */
    public void takeOver(Predicate<SimulationId> own, Consumer<Simulation> follow) {
        store.latestFirst().forEach(each -> {
            try {
                if (!each.state().isFinal() && !own.test(each.id())) {
                    // The record is read again, because a simulation of this service may have ended since then.
                    store.find(each.id())
                            .filter(now -> !now.state().isFinal())
                            .flatMap(this::takeOver)
                            .ifPresent(follow);
                }
            } catch (RuntimeException unusable) {
                LOG.errorf(unusable, "Simulation %s cannot be taken over", each.id());
            }
        });
    }

    private Optional<Simulation> takeOver(SimulationRecord left) {
        boolean atSuperLink = left.flowerRun() != null;
        LOG.infof(
                atSuperLink
                        ? "Simulation %s runs at a SuperLink and is followed again"
                        : "Simulation %s was left behind, and its processes are ended",
                left.id());
        // For a run at a SuperLink, this process is the command that followed the run's log for the earlier service.
        MarkedProcesses.end(left.launched().marker(), left.launched().process());
        PrivateFiles.deleteAllLeftovers(store.file(left.id()));
        if (atSuperLink) {
            return Optional.of(simulation(left));
        }
        end(left);
        return Optional.empty();
    }

    private Simulation simulation(SimulationRecord left) {
        SimulationLog log = store.storedLog(left.id());
        StartParameters parameters = StartParameters.read(left.request().parameters());
        return new Simulation(left, parameters, log, store.appender(log));
    }

    private void end(SimulationRecord left) {
        // There is a command without a process, so the simulation was being submitted.
        boolean handedOver =
                left.state() == SimulationState.STARTING && left.launched().command() != null;
        SimulationLog log = store.storedLog(left.id());
        Optional<Outcome> logged = LoggedEnd.of(log);
        if (logged.isPresent()) {
            // The disk had room for the last event, but not for the record. Clients have received this end.
            new NewestFile(log).delete();
            store.saveLast(withLoggedRounds(left, log).ended(logged.get(), clock.instant()));
            return;
        }
        Outcome end = handedOver ? Outcome.interruptedAtHandOver() : Outcome.interrupted();
        SimulationLog.Appender appender = store.appender(log);
        new NewestFile(log).restore(appender, clock.instant());
        SimulationRecorder.endStored(withLoggedRounds(left, log), end, appender, store, clock);
    }

    /** The progress of a run. If the run continues another run, its rounds have other numbers. */
    static FlowerProgress progress(SimulationRecord run) {
        SimulationRecord.Parent parent = run.request().parent();
        return parent == null ? new FlowerProgress() : new FlowerProgress(parent.round(), parent.last());
    }

    /**
     * The record with the rounds of the log, if the log has more rounds. Lines are written to the log at once, and
     * rounds to the record less often. A full log lacks lines, so it may also have fewer rounds.
     */
    private static SimulationRecord withLoggedRounds(SimulationRecord left, SimulationLog log) {
        try {
            FlowerProgress progress = progress(left);
            LoggedOutput.read(log, progress::readLine, new FailureCause());
            List<Round> rounds = progress.rounds();
            return count(rounds, progress.earlier())
                            <= count(left.training().rounds(), left.training().earlier())
                    ? left
                    : left.progressed(progress.totalRounds().orElse(null), rounds, progress.earlier());
        } catch (RuntimeException unreadable) {
            LOG.warnf(unreadable, "The last rounds of simulation %s cannot be read from its log", left.id());
            return left;
        }
    }

    private static int count(@Nullable List<Round> rounds, @Nullable List<EarlierTraining> earlier) {
        int before = earlier == null
                ? 0
                : earlier.stream().mapToInt(each -> each.rounds().size()).sum();
        return before + (rounds == null ? 0 : rounds.size());
    }
}
