package dev.flsys.simulation.command;

import dev.flsys.process.BoundedRun;
import dev.flsys.process.Launch;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.Interpreter;
import dev.flsys.python.LocalSources;
import dev.flsys.python.PythonEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Asks a script for its options, by {@code --help}, once for each version of it that answers. A script that names no command-line parser, nor
 * does what it imports from the project, is not asked: it would take {@code --help} for nothing special and do its work. Safe for use by several threads.
 */
final class ScriptHelp {

    /** Importing torch and Flower takes seconds, on a busy machine tens of them. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final int MAX_HELP = 256 * 1024;
    private static final Pattern PARSER = Pattern.compile(
            "argparse|optparse|click|typer|docopt|tyro|absl|\\bfire\\b|simple_parsing|jsonargparse|HfArgumentParser|--help");

    private final FlowerProject project;
    /** What the script of each command answered last. */
    private final Map<StartCommand, Answer> known = new HashMap<>();

    /**
     * An answer.
     *
     * @param sources digest of the files that gave it
     */
    private record Answer(String sources, ScriptOptions options) {}

    ScriptHelp(FlowerProject project) {
        this.project = project;
    }

    /** The options of the command's script, as far as it needs to be asked for these parameters. */
    ScriptOptions options(StartCommand command, Interpreter interpreter, StartParameters parameters)
            throws InterruptedException {
        boolean ambiguous = parameters.values().entrySet().stream()
                .anyMatch(parameter ->
                        parameter.getKey().contains("_") || parameter.getValue().size() > 1);
        Optional<Path> file = command.pythonFile(project);
        if (!ambiguous || file.isEmpty()) {
            return ScriptOptions.UNKNOWN;
        }
        try {
            LocalSources sources = sources(command, file.get());
            return sources.mention(PARSER) ? answer(command, sources.digest(), interpreter) : ScriptOptions.UNKNOWN;
        } catch (IOException unreadable) {
            return ScriptOptions.UNKNOWN;
        }
    }

    private LocalSources sources(StartCommand command, Path file) throws IOException {
        Optional<String> module = command.module();
        if (module.isEmpty()) {
            return LocalSources.ofScript(file);
        }
        String run = file.endsWith("__main__.py") ? module.get() + ".__main__" : module.get();
        return LocalSources.ofModule(project.root(), run);
    }

    private synchronized ScriptOptions answer(StartCommand command, String sources, Interpreter interpreter)
            throws IOException, InterruptedException {
        Answer last = known.get(command);
        if (last != null && last.sources().equals(sources)) {
            return last.options();
        }
        ScriptOptions options = ask(command, interpreter);
        if (!options.equals(ScriptOptions.UNKNOWN)) {
            known.put(command, new Answer(sources, options));
        }
        return options;
    }

    private ScriptOptions ask(StartCommand command, Interpreter interpreter) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        words.add(interpreter.executable().toString());
        words.addAll(command.arguments());
        words.add("--help");
        BoundedRun help =
                BoundedRun.run(Launch.of(words, project.root(), PythonEnvironment.of(interpreter)), LIMIT, MAX_HELP);
        return help.success() ? ScriptOptions.parse(help.output()) : ScriptOptions.UNKNOWN;
    }
}
