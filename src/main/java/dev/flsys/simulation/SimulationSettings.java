package dev.flsys.simulation;

import dev.flsys.project.FlowerProject;
import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Setting;
import dev.flsys.settings.SettingsReport;
import dev.flsys.simulation.command.StartCommand;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The simulations' settings, checked.
 *
 * @param command what starts a simulation
 * @param maxRunning how many run at once, at least 1
 * @param maxQueued how many wait for their turn, 0 or more
 * @param stopGrace how long a simulation has to end when it is asked to, before it is killed
 * @param stallAfter silence after which a simulation counts as stalled
 */
record SimulationSettings(StartCommand command, int maxRunning, int maxQueued, Duration stopGrace, Duration stallAfter)
        implements CheckedSettings {

    private static final int DEFAULT_MAX_RUNNING = 1;
    private static final int DEFAULT_MAX_QUEUED = 8;
    private static final Duration DEFAULT_STOP_GRACE = Duration.ofSeconds(5);
    private static final Duration DEFAULT_STALL_AFTER = Duration.ofSeconds(120);

    static SimulationSettings read(SimulationConfig config, FlowerProject project, SettingsReport report) {
        Setting engine = Setting.of("SIMULATION_ENGINE", config.engine(), report);
        if (!engine.text().orElse("process").equals("process")) {
            engine.wrong("This version runs simulations as processes of its own only.", "process");
        }
        return new SimulationSettings(
                command(Setting.of("FLOWER_START_SCRIPT", config.startScript(), report), project),
                Setting.of("SIMULATION_MAX_RUNNING", config.maxRunning(), report)
                        .integer(DEFAULT_MAX_RUNNING, 1, 1_000),
                Setting.of("SIMULATION_MAX_QUEUED", config.maxQueued(), report).integer(DEFAULT_MAX_QUEUED, 0, 10_000),
                Setting.of("SIMULATION_STOP_GRACE", config.stopGrace(), report).duration(DEFAULT_STOP_GRACE),
                stallAfter(Setting.of("SIMULATION_STALL_AFTER", config.stallAfter(), report)));
    }

    private static Duration stallAfter(Setting setting) {
        Duration read = setting.duration(DEFAULT_STALL_AFTER);
        if (read.isZero()) {
            setting.wrong("It must be longer than nothing.", "for example " + DEFAULT_STALL_AFTER.toSeconds() + "s");
        }
        return read;
    }

    private static StartCommand command(Setting setting, FlowerProject project) {
        String text =
                setting.required("a script of the project such as run_flower.py, or a command such as flwr run .");
        Optional<StartCommand> command = text.isEmpty() ? Optional.empty() : StartCommand.parse(text, project);
        if (!text.isEmpty() && command.isEmpty()) {
            setting.wrong("A quote is not closed.", "close it, or leave the quotes out");
        }
        command.flatMap(parsed -> parsed.problem(project))
                .ifPresent(reason -> setting.wrong(
                        reason,
                        "a script in the project such as run_flower.py, or a command such as python -m app.train"));
        return command.orElse(new StartCommand(List.of("run_flower.py")));
    }
}
