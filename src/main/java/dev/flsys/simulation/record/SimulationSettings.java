package dev.flsys.simulation.record;

import dev.flsys.flower.command.FlowerConfig;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.observer.ObserverSettings;
import dev.flsys.flower.observer.RunSettings;
import dev.flsys.project.FlowerProject;
import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Setting;
import dev.flsys.settings.Settings;
import dev.flsys.simulation.log.SimulationProblem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings of simulations, checked.
 *
 * @param command the command that starts a simulation
 * @param superlink the connection to the SuperLink that runs simulations; empty if they are processes of the service
 * @param maxRunning number of simulations that run at the same time, at least 1
 * @param maxQueued number of simulations that wait, 0 or more
 * @param stopGrace the time in which a simulation must end before it is killed
 * @param stallAfter time without output after which a simulation counts as stalled
 * @param maxLog bytes of a log, after which only the newest lines are added when the simulation ends
 * @param maxMemory bytes of memory of all processes of a simulation; a simulation that uses more is ended
 * @param keep the limits on the files that are kept of ended simulations
 * @param observer whether runs are observed, and the checkpoints that are kept of them
 * @param privateRuns whether only the session that started a simulation, and API_TOKEN, may read its record and log
 */
@Singleton
public record SimulationSettings(
        StartCommand command,
        Optional<String> superlink,
        int maxRunning,
        int maxQueued,
        Duration stopGrace,
        Duration stallAfter,
        long maxLog,
        long maxMemory,
        RetentionLimits keep,
        ObserverSettings observer,
        boolean privateRuns)
        implements CheckedSettings {

    private static final String PROCESS = "process";
    /** A bare key of TOML. */
    private static final Pattern CONNECTION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,127}");

    private static final int DEFAULT_MAX_RUNNING = 1;
    private static final int DEFAULT_MAX_QUEUED = 8;
    private static final Duration DEFAULT_STOP_GRACE = Duration.ofSeconds(5);
    private static final Duration DEFAULT_STALL_AFTER = Duration.ofMinutes(2);
    private static final long DEFAULT_MAX_LOG = 1L << 30;
    private static final long MIN_LOG_LIMIT = 1L << 16;
    private static final long MIN_MEMORY_LIMIT = 1L << 24;

    @Inject
    SimulationSettings(Settings settings, FlowerProject project) {
        this(settings, command(settings.get("FLOWER_START_SCRIPT"), project));
    }

    private SimulationSettings(Settings settings, StartCommand written) {
        this(settings, written, superlink(settings.get("SIMULATION_ENGINE"), written, FlowerConfig.ofUser()));
    }

    private SimulationSettings(Settings settings, StartCommand written, Optional<String> superlink) {
        this(
                superlink
                        .filter(name -> written.isFlowerRun())
                        .map(written::withSuperlink)
                        .orElse(written),
                superlink,
                settings.get("SIMULATION_MAX_RUNNING").integer(DEFAULT_MAX_RUNNING, 1, 1_000),
                settings.get("SIMULATION_MAX_QUEUED").integer(DEFAULT_MAX_QUEUED, 0, 10_000),
                settings.get("SIMULATION_STOP_GRACE").duration(DEFAULT_STOP_GRACE),
                settings.get("SIMULATION_STALL_AFTER").positiveDuration(DEFAULT_STALL_AFTER),
                settings.get("SIMULATION_MAX_LOG").bytes(DEFAULT_MAX_LOG, MIN_LOG_LIMIT),
                settings.get("SIMULATION_MAX_MEMORY").bytes(Long.MAX_VALUE, MIN_MEMORY_LIMIT),
                RetentionLimits.of(settings),
                ObserverSettings.of(settings),
                settings.get("SIMULATIONS_PRIVATE")
                        .parsed(SimulationSettings::trueOrFalse, "It is neither true nor false.", "true or false")
                        .orElse(false));
    }

    /**
     * Requires that a run with {@code wanted} is observed.
     *
     * @throws SimulationProblem if it would not be
     */
    public void requireObserved(@Nullable RunSettings wanted) {
        if (wanted != null && superlink.isPresent()) {
            throw SimulationProblem.unobserved(SimulationProblem.AT_SUPERLINK);
        }
        if (wanted != null && !observer.on()) {
            throw SimulationProblem.unobserved(SimulationProblem.OBSERVER_OFF);
        }
    }

    /**
     * Requires that a run can continue another run. The observer is needed for this.
     *
     * @throws SimulationProblem if it cannot
     */
    public void requireResumable() {
        if (superlink.isPresent()) {
            throw SimulationProblem.notResumable(SimulationProblem.AT_SUPERLINK);
        }
        if (!observer.on()) {
            throw SimulationProblem.notResumable(SimulationProblem.OBSERVER_OFF);
        }
    }

    static Optional<String> superlink(Setting engine, StartCommand command, FlowerConfig config) {
        Optional<String> name = engine.text().filter(text -> !text.equals(PROCESS));
        if (name.isEmpty()) {
            return name;
        }
        if (!CONNECTION.matcher(name.get()).matches()) {
            engine.reportWrong(
                    "It is neither process nor the name of a SuperLink connection.", "letters, digits, - and _");
            return name;
        }
        config.findProblem(name.get())
                .ifPresent(reason -> engine.reportWrong(
                        reason,
                        "process, or a name for which that file has [superlink.NAME] with the address of a SuperLink"));
        if (!command.isFlowerRun()) {
            engine.reportWrong(
                    "A SuperLink runs Flower apps: FLOWER_START_SCRIPT has to be a flwr run.",
                    "process, or FLOWER_START_SCRIPT=flwr run .");
        }
        command.connection()
                .filter(other -> !other.equals(name.get()))
                .ifPresent(other -> engine.reportWrong(
                        "FLOWER_START_SCRIPT names another connection, " + other + ".",
                        "the same name, or leave it out of FLOWER_START_SCRIPT"));
        return name;
    }

    private static Optional<Boolean> trueOrFalse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /** A missing script is a warning: the project may get it later, and a service that only predicts needs none. */
    private static void check(StartCommand command, Setting setting, FlowerProject project) {
        if (command.leavesProject(project)) {
            setting.reportWrong(
                    "It is outside the project.",
                    "a script in the project such as run_flower.py, or a command such as python -m app.train");
        } else {
            command.findProblem(project)
                    .ifPresent(reason -> setting.warn(reason, "No simulation can be started until it is there."));
        }
    }

    private static StartCommand command(Setting setting, FlowerProject project) {
        String text =
                setting.required("a script of the project such as run_flower.py, or a command such as flwr run .");
        Optional<StartCommand> command = text.isEmpty() ? Optional.empty() : StartCommand.parse(text, project);
        if (!text.isEmpty() && command.isEmpty()) {
            setting.reportWrong("A quote is not closed.", "close it, or leave the quotes out");
        }
        if (project.isUsable()) {
            command.ifPresent(parsed -> check(parsed, setting, project));
        }
        return command.orElse(new StartCommand(List.of("run_flower.py")));
    }
}
