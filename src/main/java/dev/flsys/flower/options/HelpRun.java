package dev.flsys.flower.options;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.flsys.flower.command.FixedWords;
import dev.flsys.flower.command.ShownText;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.process.BoundedRun;
import dev.flsys.process.Launch;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.Interpreter;
import dev.flsys.python.PythonEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Runs a script with {@code --help} under {@code ask_options.py} and reads what both print. Safe for use by several
 * threads.
 */
final class HelpRun {

    private static final int MAX_HELP = 256 * 1024;
    private static final String DRIVER = driver();
    private static final JsonMapper JSON = new JsonMapper();

    private final FlowerProject project;
    private final Duration limit;

    /** @param limit longest time that a script has to answer */
    HelpRun(FlowerProject project, Duration limit) {
        this.project = project;
        this.limit = limit;
    }

    /**
     * Asks the command's script, which takes seconds.
     *
     * @throws IOException if Python cannot be started
     * @throws InterruptedException if this thread is interrupted; the child is ended
     */
    ScriptAnswer ask(StartCommand command, Interpreter interpreter) throws IOException, InterruptedException {
        String mark = "FLSYS-OPTIONS-" + UUID.randomUUID() + " ";
        Map<String, String> environment = new HashMap<>(PythonEnvironment.of(interpreter));
        // Wide, so that few lines wrap; no colours; no __pycache__ in the project for a mere question.
        environment.putAll(Map.of("COLUMNS", "500", "NO_COLOR", "1", "PYTHONDONTWRITEBYTECODE", "1"));
        BoundedRun help = BoundedRun.run(
                Launch.of(words(command, interpreter, mark), project.root(), environment), limit, MAX_HELP);
        return read(help, command, mark);
    }

    private static List<String> words(StartCommand command, Interpreter interpreter, String mark) {
        List<String> words = new ArrayList<>();
        words.add(interpreter.executable().toString());
        command.split()
                .ifPresentOrElse(
                        parts -> {
                            words.addAll(parts.python());
                            words.addAll(List.of("-c", DRIVER, mark));
                            words.addAll(parts.script());
                        },
                        // Python runs something that runs the script: its help has to do.
                        () -> words.addAll(command.arguments()));
        words.add("--help");
        return words;
    }

    private ScriptAnswer read(BoundedRun help, StartCommand command, String mark) {
        Path root = project.root();
        String shown = command.shown(root);
        FixedWords fixed = FixedWords.of(command);
        String output = help.output();
        ScriptOptions spelling = ScriptOptions.parse(withoutTold(output, mark));
        Optional<JsonNode> parser = told(output, mark);
        if (parser.isPresent()) {
            return ArgparseAnswer.read(parser.get(), spelling, root, shown, fixed);
        }
        if (help.success() || (!help.timedOut() && help.outcome().code() == 1 && HelpText.isOfAbsl(output))) {
            return new ScriptAnswer(spelling, HelpText.read(output, spelling, root, shown, fixed));
        }
        return ScriptAnswer.unknown(shown, failure(help));
    }

    /** What the driver told last; empty if it told nothing, or not to the end. */
    private static Optional<JsonNode> told(String output, String mark) {
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

    private static String withoutTold(String output, String mark) {
        return output.lines().filter(line -> !line.startsWith(mark)).collect(Collectors.joining("\n"));
    }

    private String failure(BoundedRun help) {
        if (help.timedOut()) {
            return "The script did not answer --help within " + limit.toSeconds() + " s.";
        }
        List<String> lines =
                help.output().lines().filter(line -> !line.isBlank()).toList();
        String last = lines.isEmpty() ? null : ShownText.line(lines.get(lines.size() - 1), project.root());
        return "The script answered --help with an error (" + help.outcome().description() + ")"
                + (last == null ? "." : ": " + last);
    }

    private static String driver() {
        String name = "ask_options.py";
        try (InputStream driver = Objects.requireNonNull(ScriptHelp.class.getResourceAsStream(name), name)) {
            return new String(driver.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
