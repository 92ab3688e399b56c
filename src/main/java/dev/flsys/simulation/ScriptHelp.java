package dev.flsys.simulation;

import dev.flsys.process.BoundedRun;
import dev.flsys.process.Launch;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.Interpreter;
import dev.flsys.python.PythonEnvironment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Asks a script for its options, by {@code --help}, once for each version of it that answers. A script whose source names no command-line
 * parser is not asked: it would take {@code --help} for nothing special and do its work. Safe for use by several threads.
 */
final class ScriptHelp {

    /** Importing torch and Flower takes seconds, on a busy machine tens of them. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final int MAX_HELP = 256 * 1024;
    private static final Pattern PARSER = Pattern.compile(
            "argparse|optparse|click|typer|docopt|tyro|absl|\\bfire\\b|simple_parsing|jsonargparse|HfArgumentParser|--help");

    private final FlowerProject project;
    private final Map<Version, ScriptOptions> known = new HashMap<>();

    /** A script at one moment. */
    private record Version(Path file, long size, long modified) {}

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
            return options(file.get(), command, interpreter);
        } catch (IOException unreadable) {
            return ScriptOptions.UNKNOWN;
        }
    }

    private synchronized ScriptOptions options(Path file, StartCommand command, Interpreter interpreter)
            throws IOException, InterruptedException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        Version version = new Version(
                file, attributes.size(), attributes.lastModifiedTime().toMillis());
        ScriptOptions options = known.get(version);
        if (options == null) {
            options = ask(file, command, interpreter);
            known.keySet().removeIf(other -> other.file().equals(file));
            if (!options.equals(ScriptOptions.UNKNOWN)) {
                known.put(version, options);
            }
        }
        return options;
    }

    private ScriptOptions ask(Path file, StartCommand command, Interpreter interpreter)
            throws IOException, InterruptedException {
        String source = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        if (!PARSER.matcher(source).find()) {
            return ScriptOptions.UNKNOWN;
        }
        List<String> words = new ArrayList<>();
        words.add(interpreter.executable().toString());
        words.addAll(command.arguments());
        words.add("--help");
        BoundedRun help =
                BoundedRun.run(Launch.of(words, project.root(), PythonEnvironment.of(interpreter)), LIMIT, MAX_HELP);
        return help.success() ? ScriptOptions.parse(help.output()) : ScriptOptions.UNKNOWN;
    }
}
