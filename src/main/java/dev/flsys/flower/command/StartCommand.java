package dev.flsys.flower.command;

import dev.flsys.process.Programs;
import dev.flsys.project.FlowerProject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * FLOWER_START_SCRIPT, cut into words: a script of the project ({@code run_flower.py --fast}), Python with arguments
 * ({@code python -m app.train}), Flower's command ({@code flwr run .}), or any other program.
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

    /** As {@link #parse(String)}, but the name of a file in the project is one word even if it has blanks. */
    public static Optional<StartCommand> parse(String written, FlowerProject project) {
        return file(project, written).isPresent() ? Optional.of(new StartCommand(List.of(written))) : parse(written);
    }

    /** The command as clients see it: one line, without absolute paths. */
    public String shown(Path root) {
        return Objects.requireNonNullElse(ShownText.line(CommandText.of(words), root), "");
    }

    /** The command of {@link CommandText#words}; empty if it has no word, or if a quote is not closed. */
    public static Optional<StartCommand> parse(String written) {
        return CommandText.words(written).filter(words -> !words.isEmpty()).map(StartCommand::new);
    }

    /** Whether the first word is a Python script. */
    public boolean isScript() {
        return words.get(0).endsWith(".py");
    }

    /** Whether the first word is a Python interpreter, which the project's Python replaces. */
    public boolean isPython() {
        return PYTHON.matcher(words.get(0)).matches();
    }

    /** Whether this is {@code flwr run}, which takes its parameters as {@code --run-config}. */
    public boolean isFlowerRun() {
        return words.size() >= 2 && words.get(0).equals("flwr") && words.get(1).equals("run");
    }

    /** The connection that a {@code flwr run} names. */
    public Optional<String> connection() {
        return isFlowerRun() ? FlowerWords.of(this).connection() : Optional.empty();
    }

    /** This {@code flwr run} at the SuperLink of a connection. */
    public StartCommand at(String superlink) {
        return new StartCommand(FlowerWords.of(this).at(superlink));
    }

    /** Whether the project's Python is needed. */
    public boolean needsPython() {
        return isScript() || isPython() || words.get(0).equals("flwr");
    }

    /** The module of {@code python -m module}. */
    public Optional<String> module() {
        return isPython() && words.size() >= 3 && words.get(1).equals("-m")
                ? Optional.of(words.get(2))
                : Optional.empty();
    }

    /** The Python file that the command runs, if the file is in the project. */
    public Optional<Path> pythonFile(FlowerProject project) {
        if (isScript()) {
            return file(project, words.get(0));
        }
        if (!isPython() || words.size() < 2) {
            return Optional.empty();
        }
        Optional<String> module = module().map(name -> name.replace('.', '/'));
        if (module.isPresent()) {
            return file(project, module.get() + ".py").or(() -> file(project, module.get() + "/__main__.py"));
        }
        return words.subList(1, words.size()).stream()
                .filter(word -> word.endsWith(".py"))
                .findFirst()
                .flatMap(word -> file(project, word));
    }

    /** The words after the interpreter: the script or {@code -m module}, with fixed arguments. */
    public List<String> arguments() {
        return isScript() ? words : words.subList(1, words.size());
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
    public boolean leadsOut(FlowerProject project) {
        String first = words.get(0);
        if (isScript()) {
            return project.resolve(first).isEmpty();
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
    public Optional<String> problem(FlowerProject project) {
        if (isFlowerRun()) {
            return FlowerApp.file(project, ".").isPresent()
                            || FlowerApp.file(project, FlowerWords.of(this).app())
                                    .isPresent()
                    ? Optional.empty()
                    : Optional.of("flwr run needs a pyproject.toml in the project.");
        }
        if (isScript() || isPython()) {
            boolean known = isPython()
                    && words.size() >= 2
                    && words.get(1).startsWith("-")
                    && !words.get(1).equals("-m");
            return known || pythonFile(project).isPresent()
                    ? Optional.empty()
                    : Optional.of("There is no such script or module in the project.");
        }
        return words.get(0).equals("flwr") ? Optional.empty() : ProgramFile.problem(words, project);
    }

    /** The program of the first word if that is not Python: a file of the project, or a program on PATH. */
    public Optional<Path> program(FlowerProject project) {
        String name = words.get(0);
        return file(project, name).filter(Files::isExecutable).or(() -> Programs.find(name, project.root()));
    }

    private static Optional<Path> file(FlowerProject project, String name) {
        return project.resolve(name).filter(Files::isRegularFile);
    }
}
