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
import java.util.stream.Stream;

/**
 * The words of FLOWER_START_SCRIPT. The command is one of these, with or without a {@link Wrapper} in front ({@code uv
 * run flwr run .}). Assignments in front ({@code NAME=VALUE python x.py}) become {@code env NAME=VALUE}:
 *
 * <ul>
 *   <li>a script of the project ({@code run_flower.py --fast})
 *   <li>Python with arguments ({@code python -m app.train}), or the path of a Python ({@code .venv/bin/python x.py})
 *   <li>Flower's command ({@code flwr run .}), or its path ({@code .venv/bin/flwr run .})
 *   <li>any other program
 * </ul>
 *
 * @param words at least one
 */
public record StartCommand(List<String> words) {

    private static final Pattern PYTHON = Pattern.compile("(?:.*/)?python(3(\\.\\d+)?)?(\\.exe)?");

    private static final Pattern FLOWER = Pattern.compile("(?:.*/)?flwr(\\.exe)?");

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
        return CommandText.split(written).filter(words -> !words.isEmpty()).map(StartCommand::ofWords);
    }

    private static StartCommand ofWords(List<String> words) {
        boolean assigns = Wrapper.isAssignment(words.get(0)) && !words.stream().allMatch(Wrapper::isAssignment);
        List<String> all = new ArrayList<>(assigns ? List.of("env") : List.of());
        all.addAll(words);
        return new StartCommand(all);
    }

    /** The program in front that gives the command its environment. */
    public Optional<Wrapper> wrapper() {
        return Wrapper.of(words);
    }

    /** The words of the {@link #wrapper}; none if there is none. */
    public List<String> prefix() {
        return wrapper().map(Wrapper::prefix).orElse(List.of());
    }

    /** The words of the {@link #wrapper}, and then another command. */
    public List<String> behindPrefix(List<String> inner) {
        List<String> all = new ArrayList<>(prefix());
        all.addAll(inner);
        return all;
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

    /**
     * Whether the command begins with a Python interpreter. Without a wrapper the project's Python replaces it, unless
     * it is a path.
     */
    public boolean isPython() {
        return PYTHON.matcher(inner().get(0)).matches();
    }

    /** Whether Python or Flower is the path of a program, and so of its environment. */
    private boolean namesPath() {
        return (isPython() || isFlowerRun()) && inner().get(0).contains("/");
    }

    /** The wrapper that gives the command a Python. */
    private Optional<Wrapper> findEnvironment() {
        return wrapper().filter(Wrapper::hasPython);
    }

    /** Whether this is {@code flwr run}, which takes its parameters as {@code --run-config}. */
    public boolean isFlowerRun() {
        List<String> inner = inner();
        return inner.size() >= 2
                && FLOWER.matcher(inner.get(0)).matches()
                && inner.get(1).equals("run");
    }

    /**
     * The Python that the command names: the Python of the wrapper, or of a path. Empty if it names none, or if it runs
     * neither Python nor Flower. A script with inline metadata (PEP 723) has its own environment in {@code uv run
     * script.py}.
     */
    public Optional<PythonCall> findOwnPython(FlowerProject project) {
        Optional<Wrapper> wrapper = findEnvironment();
        if (wrapper.isEmpty() && namesPath()) {
            Path program = project.root().resolve(inner().get(0));
            return Optional.of(PythonCall.of(isPython() ? program : program.resolveSibling("python"), prefix()));
        }
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
        return new StartCommand(behindPrefix(FlwrRunArguments.of(this).withSuperlink(inner().get(0), superlink)));
    }

    /** Whether the project's Python is needed. A wrapper has its own, and a path names another one. */
    public boolean needsPython() {
        return !hasOwnEnvironment()
                && (isScript() || isPython() || inner().get(0).equals("flwr"));
    }

    /** Whether the command names its environment itself: by a wrapper, or by the path of a program in it. */
    public boolean hasOwnEnvironment() {
        return findEnvironment().isPresent() || namesPath();
    }

    /** The module of {@code python -m module}, with or without options of Python before it. */
    public Optional<String> module() {
        return split().map(Arguments::script)
                .filter(script -> isPython() && script.get(0).equals("-m"))
                .map(script -> script.get(1));
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
        Optional<String> module = module();
        if (module.isPresent()) {
            return findModule(project, module.get());
        }
        return inner.subList(1, inner.size()).stream()
                .filter(word -> word.endsWith(".py"))
                .findFirst()
                .flatMap(word -> findFile(project, word));
    }

    /** The file of a module in the project, or in its folder {@code src}, from which packages are installed. */
    private static Optional<Path> findModule(FlowerProject project, String module) {
        String path = module.replace('.', '/');
        return Stream.of(path, "src/" + path)
                .flatMap(name -> Stream.of(name + ".py", name + "/__main__.py"))
                .flatMap(name -> findFile(project, name).stream())
                .findFirst();
    }

    /** Whether the module is in a package that the project does not have, so that it may be installed. */
    private boolean mayBeInstalled(FlowerProject project) {
        return module().filter(name -> name.indexOf('.') > 0 && name.indexOf('/') < 0)
                .map(name -> name.substring(0, name.indexOf('.')))
                .filter(name -> Stream.of(name, "src/" + name, name + ".py")
                        .noneMatch(each ->
                                project.resolve(each).filter(Files::exists).isPresent()))
                .isPresent();
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
        return CommandMistakes.find(prefix(), inner())
                .or(() -> wrapper.flatMap(found -> findProblem(found, project)))
                .or(() -> findInnerProblem(project));
    }

    private Optional<String> findProblem(Wrapper wrapper, FlowerProject project) {
        if (Programs.find(wrapper.program(), project.root()).isEmpty()) {
            return Optional.of("The program " + wrapper.name() + " is not on the PATH of the service. Install it, or "
                    + (wrapper.hasPython() ? "name the environment's Python in FLOWER_PYTHON and " : "")
                    + "write FLOWER_START_SCRIPT=" + CommandText.of(wrapper.inner()) + ".");
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
        if (namesPath() && Programs.find(inner().get(0), project.root()).isEmpty()) {
            return ProgramFile.findProblem(inner(), project);
        }
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
            boolean other =
                    split().isEmpty() && inner.size() >= 2 && inner.get(1).startsWith("-");
            return other || findPythonFile(project).isPresent() || mayBeInstalled(project)
                    ? Optional.empty()
                    : Optional.of("There is no such script or module in the project."
                            + (words.equals(inner) ? CommandMistakes.suggest(inner, project) : ""));
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
