package dev.flsys.flower.command;

import dev.flsys.process.Programs;
import dev.flsys.project.FlowerProject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The words of FLOWER_START_SCRIPT. The command is one of these, with or without a {@link Wrapper} in front ({@code uv
 * run flwr run .}):
 *
 * <ul>
 *   <li>a script of the project ({@code run_flower.py --fast})
 *   <li>Python with arguments ({@code python -m app.train})
 *   <li>Flower's command ({@code flwr run .})
 *   <li>any other program
 * </ul>
 *
 * @param words at least one
 */
public record StartCommand(List<String> words) {

    private static final Pattern PYTHON = Pattern.compile("python(3(\\.\\d+)?)?(\\.exe)?");

    /** Options that a script or a module may follow, unlike {@code -c} and {@code -}. */
    private static final Pattern INTERPRETER_OPTION = Pattern.compile("-[bBdEiIOPqRsSuvx]+|-[XW].*");

    public StartCommand {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("A command has at least one word.");
        }
        words = List.copyOf(words);
    }

    /** The same as {@link #parse(String)}, but the name of a file in the project is one word even if it has blanks. */
    public static Optional<StartCommand> parse(String written, FlowerProject project) {
        return findFile(project, written).isPresent()
                ? Optional.of(new StartCommand(List.of(written)))
                : parse(written);
    }

    /** The command as clients see it: one line, without absolute paths. */
    public String describe(Path root) {
        return Objects.requireNonNullElse(SanitisedOutput.line(CommandText.of(words), root), "");
    }

    /** Parses a command as {@link CommandText#split} does. Empty if it has no word, or if a quote is not closed. */
    public static Optional<StartCommand> parse(String written) {
        return CommandText.split(written).filter(words -> !words.isEmpty()).map(StartCommand::new);
    }

    /** The program in front that gives the command its environment. */
    public Optional<Wrapper> wrapper() {
        return Wrapper.of(words);
    }

    /** The words after the {@link #wrapper}; all words if there is none. */
    public List<String> inner() {
        return wrapper().map(Wrapper::inner).orElse(words);
    }

    /** Whether the command is a Python script with its arguments. */
    public boolean isScript() {
        return inner().get(0).endsWith(".py")
                && wrapper().map(Wrapper::runsScripts).orElse(true);
    }

    /** Whether the command begins with a Python interpreter; without a wrapper the project's Python replaces it. */
    public boolean isPython() {
        return PYTHON.matcher(inner().get(0)).matches();
    }

    /** Whether this is {@code flwr run}, which takes its parameters as {@code --run-config}. */
    public boolean isFlowerRun() {
        List<String> inner = inner();
        return inner.size() >= 2 && inner.get(0).equals("flwr") && inner.get(1).equals("run");
    }

    /**
     * The Python of the wrapper; empty if there is no wrapper, or if it runs neither Python nor Flower. A script with
     * inline metadata (PEP 723) has its own environment in {@code uv run script.py}.
     */
    public Optional<PythonCall> findWrappedPython(FlowerProject project) {
        Optional<Wrapper> wrapper = wrapper();
        if (isScript()) {
            Optional<Path> inline = findPythonFile(project).filter(ProgramFile::hasInlineMetadata);
            wrapper = wrapper.map(found -> inline.isEmpty() ? found : found.withRequirementsOf(inner().get(0)));
        }
        return isScript() || isPython() || isFlowerRun()
                ? wrapper.map(found -> PythonCall.of(found, isPython() ? inner().get(0) : "python"))
                : Optional.empty();
    }

    /** The connection that a {@code flwr run} names. */
    public Optional<String> connection() {
        return isFlowerRun() ? FlwrRunArguments.of(this).connection() : Optional.empty();
    }

    /** This {@code flwr run} at the SuperLink of a connection. */
    public StartCommand withSuperlink(String superlink) {
        List<String> at = new ArrayList<>(wrapper().map(Wrapper::prefix).orElse(List.of()));
        at.addAll(FlwrRunArguments.of(this).withSuperlink(superlink));
        return new StartCommand(at);
    }

    /** Whether the project's Python is needed. A wrapper has its own. */
    public boolean needsPython() {
        return wrapper().isEmpty() && (isScript() || isPython() || words.get(0).equals("flwr"));
    }

    /** The module of {@code python -m module}. */
    public Optional<String> module() {
        List<String> inner = inner();
        return isPython() && inner.size() >= 3 && inner.get(1).equals("-m")
                ? Optional.of(inner.get(2))
                : Optional.empty();
    }

    /** The Python file that the command runs, if the file is in the project. */
    public Optional<Path> findPythonFile(FlowerProject project) {
        List<String> inner = inner();
        if (isScript()) {
            return findFile(project, inner.get(0));
        }
        if (!isPython() || inner.size() < 2) {
            return Optional.empty();
        }
        Optional<String> module = module().map(name -> name.replace('.', '/'));
        if (module.isPresent()) {
            return findFile(project, module.get() + ".py").or(() -> findFile(project, module.get() + "/__main__.py"));
        }
        return inner.subList(1, inner.size()).stream()
                .filter(word -> word.endsWith(".py"))
                .findFirst()
                .flatMap(word -> findFile(project, word));
    }

    /** The words after the interpreter: the script or {@code -m module}, with fixed arguments. */
    public List<String> arguments() {
        List<String> inner = inner();
        return isScript() ? inner : inner.subList(1, inner.size());
    }

    /**
     * {@link #arguments} as options of Python ({@code -u}, {@code -X dev}) and the words after them.
     *
     * @param python options of the interpreter
     * @param script the script, or {@code -m} and the module, and its arguments
     */
    public record Arguments(List<String> python, List<String> script) {}

    /** The two parts of {@link #arguments}; empty if no script or module follows Python's options. */
    public Optional<Arguments> split() {
        List<String> all = arguments();
        int at = 0;
        while (isPython()
                && at < all.size()
                && INTERPRETER_OPTION.matcher(all.get(at)).matches()) {
            at += all.get(at).matches("-[XW]") ? 2 : 1;
        }
        boolean known = at < all.size()
                && (all.get(at).endsWith(".py")
                        || (at + 1 < all.size() && all.get(at).equals("-m")));
        return known ? Optional.of(new Arguments(all.subList(0, at), all.subList(at, all.size()))) : Optional.empty();
    }

    /** Whether the command names a script or a program by a path that leads out of {@code project}. */
    public boolean leavesProject(FlowerProject project) {
        String first = words.get(0);
        if (isScript()) {
            return project.resolve(inner().get(0)).isEmpty();
        }
        if (isPython()) {
            return split().map(Arguments::script)
                    .map(script -> script.get(0))
                    .filter(word ->
                            word.endsWith(".py") && project.resolve(word).isEmpty())
                    .isPresent();
        }
        // A program may be anywhere. A relative path that names no program is a mistake.
        return first.contains("/")
                && !first.startsWith("/")
                && project.resolve(first).isEmpty()
                && Programs.find(first, project.root()).isEmpty();
    }

    /** The reason why the command cannot work in {@code project} now; empty if there is none. */
    public Optional<String> findProblem(FlowerProject project) {
        Optional<Wrapper> wrapper = wrapper();
        return CommandMistakes.find(inner())
                .or(() -> wrapper.flatMap(found -> findProblem(found, project)))
                .or(() -> findInnerProblem(project));
    }

    private Optional<String> findProblem(Wrapper wrapper, FlowerProject project) {
        if (Programs.find(words.get(0), project.root()).isEmpty()) {
            return Optional.of(
                    "The program " + wrapper.name() + " is not on the PATH of the service. Install it, or name"
                            + " the environment's Python in FLOWER_PYTHON and write FLOWER_START_SCRIPT="
                            + CommandText.of(wrapper.inner()) + ".");
        }
        if (wrapper.moves().isPresent()) {
            return Optional.of(wrapper.name() + " would run the command in another folder. Leave "
                    + wrapper.moves().get() + " out, and name that folder in FLOWER_PROJECT_DIR.");
        }
        return wrapper.clean() && isFlowerRun()
                ? Optional.of("--clean-env would hide FLWR_HOME from flwr run, so that runs share a SuperLink. Leave it"
                        + " out.")
                : Optional.empty();
    }

    private Optional<String> findInnerProblem(FlowerProject project) {
        if (isFlowerRun()) {
            return FlowerApp.findFile(project, ".").isPresent()
                            || FlowerApp.findFile(
                                            project, FlwrRunArguments.of(this).app())
                                    .isPresent()
                    ? Optional.empty()
                    : Optional.of("flwr run needs a pyproject.toml in the project.");
        }
        if (isScript() || isPython()) {
            List<String> inner = inner();
            boolean known = isPython()
                    && inner.size() >= 2
                    && inner.get(1).startsWith("-")
                    && !inner.get(1).equals("-m");
            return known || findPythonFile(project).isPresent()
                    ? Optional.empty()
                    : Optional.of("There is no such script or module in the project."
                            + (wrapper().isPresent() ? "" : CommandMistakes.suggest(inner, project)));
        }
        if (inner().get(0).equals("flwr")) {
            return Optional.empty();
        }
        Optional<Wrapper> wrapper = wrapper();
        return wrapper.isPresent()
                ? ProgramFile.findProblem(wrapper.get(), project)
                : ProgramFile.findProblem(words, project);
    }

    /** The program of the first word if that is not Python: a file of the project, or a program on PATH. */
    public Optional<Path> findProgram(FlowerProject project) {
        String name = words.get(0);
        return findFile(project, name).filter(Files::isExecutable).or(() -> Programs.find(name, project.root()));
    }

    private static Optional<Path> findFile(FlowerProject project, String name) {
        return project.resolve(name).filter(Files::isRegularFile);
    }
}
