package dev.flsys.flower.options;

import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.process.BlockingCalls;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.Interpreter;
import dev.flsys.python.LocalSources;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks a script for its options, by a {@link HelpRun}, once for each version of it that answers. A script that names no
 * command-line parser, nor does what it imports from the project, is not asked: it would take {@code --help} for
 * nothing special and do its work.
 *
 * <p>Safe for use by several threads: who asks the same at the same time waits for one run, and no lock is held
 * meanwhile.
 */
public final class ScriptHelp implements AutoCloseable {

    /** Importing torch and Flower takes seconds, on a busy machine tens of them. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /**
     * For so long a form is told the same again of a script that did not answer: what it lacks may be installed
     * meanwhile.
     */
    private static final Duration REMEMBERED = Duration.ofSeconds(30);

    private static final Pattern PARSER = Pattern.compile(
            "argparse|optparse|click|typer|docopt|tyro|absl|\\bfire\\b|simple_parsing|jsonargparse|HfArgumentParser|--help");

    private final FlowerProject project;
    private final HelpRun run;
    private final BlockingCalls calls = new BlockingCalls();
    /** What the script of each command told last; guarded by this. */
    private final Map<StartCommand, Told> known = new HashMap<>();

    /** What is being asked now; guarded by this. */
    private final Map<Question, CompletableFuture<ScriptAnswer>> asked = new HashMap<>();

    /**
     * What an answer depends on.
     *
     * @param sources digest of the script and what it imports from the project
     */
    private record Question(StartCommand command, String sources, Interpreter interpreter) {}

    /** @param at {@link System#nanoTime} of the answer */
    private record Told(Question question, ScriptAnswer answer, long at) {}

    public ScriptHelp(FlowerProject project) {
        this(project, LIMIT);
    }

    /** @param limit longest time that a script has to answer */
    ScriptHelp(FlowerProject project, Duration limit) {
        this.project = project;
        this.run = new HelpRun(project, limit);
    }

    /** The options of the command's script, as far as it needs to be asked for these parameters. */
    public ScriptOptions options(StartCommand command, Interpreter interpreter, StartParameters parameters)
            throws InterruptedException {
        boolean ambiguous = parameters.values().entrySet().stream()
                .anyMatch(parameter ->
                        parameter.getKey().contains("_") || parameter.getValue().size() > 1);
        return ambiguous ? answer(command, interpreter, Duration.ZERO).spelling() : ScriptOptions.UNKNOWN;
    }

    /** What the command's script tells of its options, or why it tells nothing: the same for half a minute. */
    public ScriptAnswer answer(StartCommand command, Interpreter interpreter) throws InterruptedException {
        return answer(command, interpreter, REMEMBERED);
    }

    private ScriptAnswer answer(StartCommand command, Interpreter interpreter, Duration remembered)
            throws InterruptedException {
        String shown = command.shown(project.root());
        Optional<Path> file = command.pythonFile(project);
        if (file.isEmpty()) {
            return ScriptAnswer.notAsked(shown, "The command runs no Python file of the project that could be asked.");
        }
        try {
            LocalSources sources = sources(command, file.get());
            return sources.mention(PARSER)
                    ? shared(new Question(command, sources.digest(), interpreter), remembered)
                    : ScriptAnswer.notAsked(
                            shown,
                            "The script names no command-line parser, so it is not asked: it might train instead of answering.");
        } catch (IOException unreadable) {
            return ScriptAnswer.unknown(shown, "The script or its Python cannot be read or started.");
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

    /** The answer that is known, that of a run that goes on, or that of a run of our own. */
    private ScriptAnswer shared(Question question, Duration remembered) throws IOException, InterruptedException {
        while (true) {
            CompletableFuture<ScriptAnswer> own = new CompletableFuture<>();
            CompletableFuture<ScriptAnswer> running;
            synchronized (this) {
                Told last = known.get(question.command());
                if (last != null && last.question().equals(question) && isFresh(last, remembered)) {
                    return last.answer();
                }
                running = asked.putIfAbsent(question, own);
            }
            if (running == null) {
                return answered(question, own);
            }
            try {
                return running.get();
            } catch (CancellationException | ExecutionException notAnswered) {
                // Who asked was stopped or could not start it; now it is our turn.
            }
        }
    }

    private static boolean isFresh(Told last, Duration remembered) {
        return last.answer().isKnown() || System.nanoTime() - last.at() < remembered.toNanos();
    }

    private ScriptAnswer answered(Question question, CompletableFuture<ScriptAnswer> own)
            throws IOException, InterruptedException {
        @Nullable ScriptAnswer answer = null;
        try (BlockingCalls.Call call = calls.enter()) {
            answer = run.ask(question.command(), question.interpreter());
            return answer;
        } finally {
            synchronized (this) {
                asked.remove(question);
                if (answer != null) {
                    known.put(question.command(), new Told(question, answer, System.nanoTime()));
                }
            }
            if (answer == null) {
                own.cancel(false);
            } else {
                own.complete(answer);
            }
        }
    }

    /** Ends what is being asked; nothing is asked from now on. */
    @Override
    public void close() {
        calls.close();
    }
}
