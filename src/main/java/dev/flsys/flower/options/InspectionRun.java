package dev.flsys.flower.options;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.flsys.flower.command.FixedArguments;
import dev.flsys.flower.command.PythonCall;
import dev.flsys.flower.command.SanitisedOutput;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.process.BoundedRun;
import dev.flsys.process.Launch;
import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Runs a script with {@code --help} under {@code ask_options.py} and reads its report. Thread-safe.
 *
 * @param limit longest time that a script has to answer
 */
record InspectionRun(FlowerProject project, Duration limit) {

    private static final int MAX_OUTPUT = 256 * 1024;
    private static final String ASK_OPTIONS = askOptions();
    private static final String SOURCE_VARIABLE = "FLSYS_ASK_OPTIONS";
    /** A program of one line, because conda run takes no argument of several lines. */
    private static final String ONE_LINE = "import os; exec(os.environ.pop('" + SOURCE_VARIABLE + "'))";

    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Asks a script for its options, which takes seconds.
     *
     * @throws IOException if Python cannot be started
     * @throws InterruptedException if this thread is interrupted; the child is ended
     */
    ScriptAnswer ask(StartCommand command, StartCommand.Arguments arguments, PythonCall python)
            throws IOException, InterruptedException {
        String mark = "FLSYS-OPTIONS-" + UUID.randomUUID() + " ";
        List<String> words = new ArrayList<>();
        Map<String, String> environment = new HashMap<>(python.environment());
        words.addAll(python.words());
        words.addAll(arguments.python());
        if (python.wrapped()) {
            environment.put(SOURCE_VARIABLE, ASK_OPTIONS);
        }
        words.addAll(List.of("-c", python.wrapped() ? ONE_LINE : ASK_OPTIONS, mark));
        words.addAll(arguments.script());
        words.add("--help");
        // The script must not write __pycache__ into the project.
        environment.putAll(Map.of("NO_COLOR", "1", "PYTHONDONTWRITEBYTECODE", "1"));
        BoundedRun help = BoundedRun.run(Launch.of(words, project.root(), environment), limit, MAX_OUTPUT);
        String shown = command.describe(project.root());
        FixedArguments fixed = FixedArguments.of(command);
        Optional<JsonNode> report = report(help.output(), mark);
        Optional<ScriptAnswer> hydra = report.map(this::findConfiguration)
                .orElseGet(() -> findNamedConfiguration(command))
                .flatMap(files -> readHydra(files, fixed, shown));
        return hydra.or(() -> report.map(each -> ParserReport.read(each, project.root(), shown, fixed)))
                .orElseGet(() -> ScriptAnswer.unreported(
                        help.success() ? OptionSpelling.ofHelp(help.output()) : OptionSpelling.UNKNOWN,
                        shown,
                        describeFailure(help)));
    }

    /** The configuration of a program whose Hydra could not compose it; empty for any other report. */
    private Optional<ConfigFiles> findConfiguration(JsonNode report) {
        Optional<String> name = Optional.ofNullable(report.path("config_name").textValue());
        return name.map(
                text -> new ConfigFiles(Path.of(report.path("config_folder").asText()), text));
    }

    /** The configuration that the text of a program names: its packages may not be installed yet. */
    private Optional<ConfigFiles> findNamedConfiguration(StartCommand command) {
        return command.findPythonFile(project).flatMap(file -> {
            try {
                return HydraConfigFiles.findNamed(Files.readString(file, StandardCharsets.UTF_8))
                        .map(found -> new ConfigFiles(file.resolveSibling(found[0]), found[1]));
            } catch (IOException | InvalidPathException unreadable) {
                return Optional.empty();
            }
        });
    }

    private record ConfigFiles(Path folder, String name) {}

    private Optional<ScriptAnswer> readHydra(ConfigFiles files, FixedArguments fixed, String shown) {
        List<ReportedOption> keys =
                HydraConfigFiles.read(project, files.folder().normalize(), files.name(), fixed);
        return keys.isEmpty()
                ? Optional.empty()
                : Optional.of(HydraOptions.createAnswer("hydra", keys, fixed, project.root(), shown));
    }

    /** The last report in the output; empty if there is none, or if it is cut off. */
    private static Optional<JsonNode> report(String output, String mark) {
        int at = output.lastIndexOf("\n" + mark);
        if (at < 0) {
            return Optional.empty();
        }
        String json =
                output.substring(at + 1 + mark.length()).lines().findFirst().orElse("");
        try {
            return Optional.of(JSON.readTree(json));
        } catch (JsonProcessingException mixedWithOtherOutput) {
            return Optional.empty();
        }
    }

    private String describeFailure(BoundedRun help) {
        if (help.timedOut()) {
            return "The script did not answer --help within " + limit.toSeconds() + " s.";
        }
        if (help.success()) {
            return "The script answered --help by none of the libraries that FLSys can ask (argparse, optparse, click,"
                    + " typer, docopt, tyro, absl, fire, sacred, Hydra), so its options are not known.";
        }
        List<String> lines =
                help.output().lines().filter(line -> !line.isBlank()).toList();
        String last = lines.isEmpty() ? null : SanitisedOutput.line(lines.get(lines.size() - 1), project.root());
        return "The script answered --help with an error (" + help.outcome().description() + ")"
                + (last == null ? "." : ": " + last);
    }

    private static String askOptions() {
        String name = "ask_options.py";
        try (InputStream source = Objects.requireNonNull(InspectionRun.class.getResourceAsStream(name), name)) {
            return new String(source.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
