package dev.flsys.flower.command;

import dev.flsys.project.FlowerProject;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Usual mistakes in FLOWER_START_SCRIPT, each with the line to write instead. */
final class CommandMistakes {

    private static final Set<String> OPERATORS = Set.of("&", "&&", "|", "||", ";", ">", ">>", "<");
    /** {@code 2>&1}, {@code >log.txt}, {@code sim.py;}, {@code $ROUNDS}. */
    private static final Pattern OF_SHELL =
            Pattern.compile("\\d?>{1,2}(?:&\\d|\\S+)|&>{1,2}\\S*|\\S+;|\\$(?:\\w+|\\{[^}]*\\}|\\(.*)");

    private static final Pattern PROGRAM = Pattern.compile("[\\w-]+");
    private static final Pattern PYTHON_FILE = Pattern.compile("(?:.*/)?python[\\d.]*");

    private CommandMistakes() {}

    /**
     * The mistake in {@code words}; empty if none is known.
     *
     * @param prefix the words of a wrapper in front of them
     */
    static Optional<String> find(List<String> prefix, List<String> words) {
        return findShellSyntax(words).or(() -> findVariable(prefix, words)).or(() -> findNotebook(words));
    }

    private static Optional<String> findShellSyntax(List<String> words) {
        if (ProgramFile.findShellText(words).isPresent()) {
            return Optional.empty();
        }
        return words.stream()
                .filter(word ->
                        OPERATORS.contains(word) || OF_SHELL.matcher(word).matches())
                .findFirst()
                .map(word -> "No shell reads FLOWER_START_SCRIPT, so " + word + " would be an argument. Write the line"
                        + " into a script of the project, such as run.sh, and set FLOWER_START_SCRIPT=bash run.sh.");
    }

    /** A variable behind a wrapper. In front of a command, it is set, see {@link StartCommand}. */
    private static Optional<String> findVariable(List<String> prefix, List<String> words) {
        if (!Wrapper.isAssignment(words.get(0)) || words.size() == 1) {
            return Optional.empty();
        }
        List<String> meant = new ArrayList<>(List.of("env"));
        meant.addAll(prefix);
        meant.add(1, words.get(0));
        meant.addAll(words.subList(1, words.size()));
        return Optional.of("No shell reads FLOWER_START_SCRIPT, so " + words.get(0)
                + " would be a program. Set FLOWER_START_SCRIPT=" + CommandText.of(meant) + ".");
    }

    private static Optional<String> findNotebook(List<String> words) {
        int at = PYTHON_FILE.matcher(words.get(0)).matches() && words.size() > 1 ? 1 : 0;
        String name = words.get(at);
        if (!name.endsWith(".ipynb")) {
            return Optional.empty();
        }
        String script = name.substring(0, name.length() - ".ipynb".length()) + ".py";
        return Optional.of("A notebook is no program. Save it as a script (jupyter nbconvert --to script "
                + CommandText.of(List.of(name)) + "), and set FLOWER_START_SCRIPT=" + CommandText.of(List.of(script))
                + ".");
    }

    /** A sentence with the command that was probably meant, after a sentence about a missing file; else empty. */
    static String suggest(List<String> words, FlowerProject project) {
        return findMeant(words, project)
                .map(meant -> " Set FLOWER_START_SCRIPT=" + CommandText.of(meant) + ".")
                .orElseGet(() -> describePath(words.get(0)));
    }

    /** The next step for a program that may be in the project's environment, which is not searched for its name. */
    private static String describePath(String program) {
        return PROGRAM.matcher(program).matches()
                        && !PYTHON_FILE.matcher(program).matches()
                ? " A program of the project's Python environment needs its path, such as .venv/bin/" + program + "."
                : "";
    }

    private static Optional<List<String>> findMeant(List<String> words, FlowerProject project) {
        String first = words.get(0);
        if (first.contains("/") && PYTHON_FILE.matcher(first).matches() && words.size() > 1) {
            return Optional.of(replace(words, 1, List.of("python")));
        }
        if (first.equals("py") && words.size() > 1) {
            return Optional.of(replace(words, 1, List.of("python")));
        }
        boolean python = PYTHON_FILE.matcher(first).matches();
        boolean module = python && words.size() > 2 && words.get(1).equals("-m");
        int at = module ? 2 : python ? 1 : 0;
        if (at >= words.size() || words.get(at).startsWith("-")) {
            return Optional.empty();
        }
        return Stream.of(findModule(words.get(at), project), findFile(words.get(at), project))
                .flatMap(Optional::stream)
                .map(meant -> replace(words, at + 1, meant))
                .findFirst()
                .or(() -> findInEnvironment(words, project));
    }

    /** {@code python -m pkg.sim} for {@code pkg.sim}, {@code pkg.sim.py} and, behind {@code -m}, {@code pkg/sim.py}. */
    private static Optional<List<String>> findModule(String name, FlowerProject project) {
        String path = name.replaceFirst("\\.py$", "").replace('.', '/');
        boolean exists = isFile(path + ".py", project) || isFile(path + "/__main__.py", project);
        return exists && path.contains("/") && !isFile(name + ".py", project)
                ? Optional.of(List.of("python", "-m", path.replace('/', '.')))
                : isFile(path + "/__main__.py", project)
                        ? Optional.of(List.of("python", "-m", path))
                        : Optional.empty();
    }

    /** The file without {@code .py}, or with the separators of Windows. */
    private static Optional<List<String>> findFile(String name, FlowerProject project) {
        return Stream.of(name + ".py", name.replaceAll("\\\\+", "/"))
                .filter(each -> !each.equals(name) && isFile(each, project))
                .findFirst()
                .map(List::of);
    }

    /** A program of the project's environment, which is not on the PATH of the service. */
    private static Optional<List<String>> findInEnvironment(List<String> words, FlowerProject project) {
        return Stream.of(".venv/bin/", "venv/bin/")
                .map(folder -> folder + words.get(0))
                .filter(file -> isFile(file, project))
                .findFirst()
                .map(file -> replace(words, 1, List.of(file)));
    }

    private static boolean isFile(String name, FlowerProject project) {
        return project.resolve(name).filter(Files::isRegularFile).isPresent();
    }

    private static List<String> replace(List<String> words, int first, List<String> by) {
        List<String> meant = new ArrayList<>(by);
        meant.addAll(words.subList(first, words.size()));
        return meant;
    }
}
