package dev.flsys.flower.options;

import dev.flsys.flower.command.PythonCall;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.problem.NearestName;
import dev.flsys.process.BlockingCalls;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.LocalSources;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks scripts for their options and keeps the answer until the script changes. A script is started with {@code --help}
 * only if its text, or the text of a module that it imports from the project, names a command-line parser. Any other
 * script could ignore {@code --help} and train.
 *
 * <p>Thread-safe. Threads that ask for the options of the same script at the same time wait for one run. No lock is
 * held meanwhile.
 */
public final class ScriptInspector implements AutoCloseable {

    /** Importing torch and Flower takes seconds, on a busy machine tens of seconds. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** The time for which a form gets the same failure again: the missing package may be installed meanwhile. */
    private static final Duration FAILURE_KEPT = Duration.ofSeconds(30);

    /**
     * The sign that a script answers {@code --help}. If a library cannot be asked, its help text still shows the
     * spelling of the options.
     */
    private static final Pattern PARSER = Pattern.compile(
            "\\b(?:argparse|jsonargparse|optparse|click|typer|docopt|tyro|fire|simple_parsing|pydantic_settings|sacred)\\b"
                    + "|HfArgumentParser|\\bhydra|\\babsl\\b.*\\b(?:app|flags)\\b|--help");

    /** A call of argparse. The group is the empty list of arguments that the cells of a notebook give it. */
    private static final Pattern PARSED = Pattern.compile(
            "\\.parse_(?:known_)?args\\s*\\(\\s*((?:args\\s*=\\s*)?(?:\\[\\s*\\]|\\(\\s*\\)|\"\"|'')\\s*[,)])?");

    /** The sign that a script may read its arguments without argparse. */
    private static final Pattern OTHER_PARSER =
            Pattern.compile(PARSER.pattern().replace("argparse|jsonargparse", "jsonargparse") + "|argv|\\bgetopt");

    /** The sign that OmegaConf reads the arguments, in the form {@code KEY=VALUE}. */
    private static final Pattern DOTLIST =
            Pattern.compile("\\bOmegaConf\\.from_cli\\s*\\(|(?:from|merge_with)_dotlist\\s*\\(\\s*sys\\.argv");

    /** The sign that defaults come from a file of settings. */
    private static final Pattern SETTINGS =
            Pattern.compile("(?i)hydra|omegaconf|yaml|\\bjson\\b|toml|configparser|config_path");

    /** The sign that a script without a parser reads its arguments. Some import all of it from an installed package. */
    private static final Pattern ARGUMENTS =
            Pattern.compile("(?im)argv|\\bgetopt|\\bcli\\b|LightningCLI|\\bsys\\.flags\\b"
                    + "|parse_?(?:known_?)?(?:arg|opt|cmd|command|flag|param|cli)|(?:arg|opt|argument)s?_?parse"
                    + "|^[ \\t]*(?:from|import)\\b.*(?:\\bargs\\b|arguments?\\b|\\bopts?\\b|options\\b)");

    /** A variable of the environment that a script reads. */
    private static final Pattern VARIABLE = Pattern.compile(
            "(?:\\benviron(?:\\.get|\\.setdefault|\\.pop)?\\s*[\\[(]|\\bgetenv\\s*\\()\\s*[\"']([A-Za-z_]\\w{0,99})[\"']");

    private final FlowerProject project;
    private final InspectionRun run;
    private final BlockingCalls calls = new BlockingCalls();
    /** The last answer of the script of each command; guarded by this. */
    private final Map<StartCommand, CachedAnswer> answers = new HashMap<>();

    /** The questions that wait for an answer; guarded by this. */
    private final Map<Question, CompletableFuture<ScriptAnswer>> pending = new HashMap<>();

    /**
     * Everything that an answer depends on.
     *
     * @param sources digest of the script, its imports from the project and the files of settings
     */
    private record Question(
            StartCommand command, StartCommand.Arguments arguments, String sources, PythonCall python) {}

    /** @param at {@link System#nanoTime} of the answer */
    private record CachedAnswer(Question question, ScriptAnswer answer, long at) {

        boolean isFresh(Duration failureKept) {
            return answer.isKnown() || System.nanoTime() - at < failureKept.toNanos();
        }
    }

    public ScriptInspector(FlowerProject project) {
        this(project, LIMIT);
    }

    /** @param limit longest time that a script has to answer */
    ScriptInspector(FlowerProject project, Duration limit) {
        this.project = project;
        this.run = new InspectionRun(project, limit);
    }

    /**
     * The options of the command's script for a start. A script that failed is asked again.
     *
     * @throws InterruptedException if this thread is interrupted
     */
    public ScriptAnswer inspectForStart(StartCommand command, PythonCall python) throws InterruptedException {
        return inspect(command, python, Duration.ZERO);
    }

    /** The options of the command's script, or the reason why they are unknown, which stays the same for 30 seconds. */
    public ScriptAnswer inspect(StartCommand command, PythonCall python) throws InterruptedException {
        return inspect(command, python, FAILURE_KEPT);
    }

    private ScriptAnswer inspect(StartCommand command, PythonCall python, Duration failureKept)
            throws InterruptedException {
        String shown = command.describe(project.root());
        Optional<Path> file = command.findPythonFile(project);
        Optional<StartCommand.Arguments> arguments = command.split();
        if (file.isEmpty() || arguments.isEmpty()) {
            return ScriptAnswer.notAsked(shown, "The command runs no Python file of the project that could be asked.");
        }
        try {
            LocalSources sources = findSources(command, file.get());
            if (parsesNothing(sources)) {
                return withoutArguments(
                        shown,
                        "The script gives its parser an empty list of arguments (parse_args([])), so it is not asked:"
                                + " it would train instead of answering.",
                        "the script gives its parser an empty list (parse_args([])).",
                        findVariables(sources));
            }
            if (sources.contain(PARSER)) {
                String digest = sources.digest();
                if (sources.contain(SETTINGS)) {
                    digest += SettingsFiles.computeDigest(project.root());
                }
                return inspect(new Question(command, arguments.get(), digest, python), failureKept);
            }
            if (sources.contain(DOTLIST)) {
                return ScriptAnswer.ofDotlist(shown);
            }
            boolean reads = sources.contain(ARGUMENTS);
            return withoutParser(shown, reads, reads ? Set.of() : findVariables(sources));
        } catch (IOException unreadable) {
            return ScriptAnswer.unknown(shown, "The script or its Python cannot be read or started.");
        }
    }

    private static ScriptAnswer withoutParser(String shown, boolean arguments, Set<String> variables) {
        String reason =
                "The script names no command-line parser, so it is not asked: it might train instead of answering.";
        if (arguments) {
            return ScriptAnswer.notAsked(shown, reason);
        }
        return withoutArguments(shown, reason, "the script reads no arguments (sys.argv).", variables);
    }

    private static ScriptAnswer withoutArguments(String shown, String reason, String ignored, Set<String> variables) {
        String read = variables.isEmpty()
                ? ""
                : " Parameters of the names " + NearestName.listed(variables)
                        + " are given to it as variables of its environment.";
        return ScriptAnswer.notAsked(shown, reason + read, ignored + read, variables);
    }

    /** Whether each call of argparse gets an empty list, so that no argument arrives. */
    private static boolean parsesNothing(LocalSources sources) {
        List<MatchResult> calls = sources.find(PARSED).toList();
        return !calls.isEmpty()
                && calls.stream().allMatch(call -> call.group(1) != null)
                && !sources.contain(OTHER_PARSER);
    }

    private static Set<String> findVariables(LocalSources sources) {
        return sources.find(VARIABLE)
                .map(found -> found.group(1))
                .filter(name -> !ScriptVariables.isProtected(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private LocalSources findSources(StartCommand command, Path file) throws IOException {
        Optional<String> module = command.module();
        if (module.isEmpty()) {
            return LocalSources.ofScript(file);
        }
        String run = file.endsWith("__main__.py") ? module.get() + ".__main__" : module.get();
        Path root = file;
        for (int parts = run.split("\\.").length; parts > 0; parts--) {
            root = Objects.requireNonNullElse(root.getParent(), root);
        }
        return LocalSources.ofModule(root, run);
    }

    /** The cached answer, or the answer of another thread's run, or the answer of a new run. */
    private ScriptAnswer inspect(Question question, Duration failureKept) throws IOException, InterruptedException {
        while (true) {
            CompletableFuture<ScriptAnswer> own = new CompletableFuture<>();
            CompletableFuture<ScriptAnswer> running;
            synchronized (this) {
                CachedAnswer last = answers.get(question.command());
                if (last != null && last.question().equals(question) && last.isFresh(failureKept)) {
                    return last.answer();
                }
                running = pending.putIfAbsent(question, own);
            }
            if (running == null) {
                return ask(question, own);
            }
            try {
                return running.get();
            } catch (CancellationException | ExecutionException notAnswered) {
                // The other thread was stopped or could not start Python. This one asks next.
            }
        }
    }

    private ScriptAnswer ask(Question question, CompletableFuture<ScriptAnswer> own)
            throws IOException, InterruptedException {
        @Nullable ScriptAnswer answer = null;
        try (BlockingCalls.Call call = calls.enter()) {
            answer = run.ask(question.command(), question.arguments(), question.python());
            return answer;
        } finally {
            synchronized (this) {
                pending.remove(question);
                if (answer != null) {
                    answers.put(question.command(), new CachedAnswer(question, answer, System.nanoTime()));
                }
            }
            if (answer == null) {
                own.cancel(false);
            } else {
                own.complete(answer);
            }
        }
    }

    /** Ends the runs of all questions. Later questions are refused. */
    @Override
    public void close() {
        calls.close();
    }
}
