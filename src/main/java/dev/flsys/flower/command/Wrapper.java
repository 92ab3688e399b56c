package dev.flsys.flower.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program in front of a command that gives the command its Python environment. Examples are {@code uv run},
 * {@code uvx}, {@code poetry run}, {@code conda run -n NAME} and {@code pixi run}. The known options are from uv 0.9,
 * Poetry 2, conda 25, pixi 0.50, Hatch 1.14, PDM 2 and Pipenv 2025. An unknown option counts as an option without a
 * value.
 *
 * <p>Programs such as {@code env NAME=VALUE}, {@code nohup} and {@code timeout 2h} are wrappers, too, alone and beside
 * one of those. They give no Python. With an unknown option they count as any other program. The known options are from
 * coreutils 9, util-linux 2.41, numactl 2 and xvfb-run.
 *
 * @param name the program that gives the environment: {@code uv}; the first program if none gives one
 * @param prefix the words in front of any program that it is to run
 * @param inner the command that it runs, at least one word; {@code uv run -m app} runs {@code python -m app}
 * @param moves the option by which the command runs in another folder; empty if it has none
 * @param clean whether it hides the environment variables of the service from the command
 */
public record Wrapper(String name, List<String> prefix, List<String> inner, Optional<String> moves, boolean clean) {

    private static final String ENV = "env";

    /** The options of mamba and micromamba that take a value. */
    private static final Set<String> MAMBA =
            Set.of("--name -n --prefix -p --cwd --root-prefix -r --attach -a --env -e".split(" "));

    /** The programs with a {@code run}, each with its options that take a value. */
    private static final Map<String, Set<String>> PROGRAMS = Map.of(
            "uv",
                    Set.of(("--with -w --with-editable --with-requirements --extra --no-extra --group --no-group"
                                    + " --only-group --env-file --package --python -p --directory --project"
                                    + " --index --default-index --index-url -i --extra-index-url --find-links"
                                    + " -f --index-strategy --keyring-provider --resolution --prerelease"
                                    + " --fork-strategy --exclude-newer --exclude-newer-package --link-mode"
                                    + " --config-setting --config-settings -C --config-settings-package"
                                    + " --no-build-isolation-package --no-build-package --no-binary-package"
                                    + " --refresh-package --reinstall-package --upgrade-package -P --cache-dir"
                                    + " --color --config-file --python-platform --allow-insecure-host"
                                    + " --torch-backend --python-preference --from --constraints -c"
                                    + " --overrides --build-constraints -b")
                            .split(" ")),
            "poetry", Set.of("--directory", "-C", "--project", "-P"),
            "pipenv", Set.of("--python", "--pypi-mirror"),
            "pdm", Set.of("--project", "-p", "--venv", "--config", "-c"),
            "rye", Set.of("--pyproject"),
            "hatch", Set.of("--env", "-e", "--project", "-p", "--data-dir", "--cache-dir", "--config"),
            "conda", Set.of("--name", "-n", "--prefix", "-p", "--cwd"),
            "mamba", MAMBA,
            "micromamba", MAMBA,
            "pixi",
                    Set.of(("--environment -e --manifest-path -m --workspace -w --concurrent-downloads"
                                    + " --concurrent-solves --pypi-keyring-provider --color --auth-file")
                            .split(" ")));

    /** The options by which a command runs in another folder. */
    private static final Map<String, Set<String>> MOVES = Map.of(
            "uv",
            Set.of("--directory"),
            "poetry",
            Set.of("--directory", "-C"),
            "conda",
            Set.of("--cwd"),
            "mamba",
            Set.of("--cwd"),
            "micromamba",
            Set.of("--cwd"),
            ENV,
            Set.of("-C", "--chdir"));

    /** The options of uv that name the kind of the next word. */
    private static final Set<String> UV_MODULE = Set.of("-m", "--module");

    /**
     * A program that runs a command in the environment of the service.
     *
     * @param words the number of words between its options and the command
     */
    private record Passing(Set<String> flags, Set<String> withValue, int words) {

        static Passing of(String flags, String withValue, int words) {
            return new Passing(Set.of(flags.split(" ")), Set.of(withValue.split(" ")), words);
        }
    }

    private static final Map<String, Passing> PASSING = Map.of(
            ENV,
            Passing.of("-v --debug", "-u --unset -C --chdir", 0),
            "nohup",
            Passing.of("", "", 0),
            "nice",
            Passing.of("", "-n --adjustment", 0),
            "ionice",
            Passing.of("-t --ignore", "-c --class -n --classdata", 0),
            "timeout",
            Passing.of("--foreground --preserve-status -v --verbose", "-k --kill-after -s --signal", 1),
            "time",
            Passing.of("-v --verbose -p --portability -a --append -q --quiet", "-o --output -f --format", 0),
            "stdbuf",
            Passing.of("", "-i --input -o --output -e --error", 0),
            "taskset",
            Passing.of("-c --cpu-list -a --all-tasks", "", 1),
            "numactl",
            Passing.of(
                    "-l --localalloc",
                    "-C --physcpubind -m --membind -N --cpunodebind -i --interleave -p --preferred",
                    0),
            "xvfb-run",
            Passing.of("-a --auto-servernum", "-n --server-num -s --server-args -e --error-file -f --auth-file", 0));

    /** A variable that {@code env} sets. */
    private static final Pattern ASSIGNMENT = Pattern.compile("([A-Za-z_]\\w*)=.*", Pattern.DOTALL);

    private static final Set<String> UV_SCRIPT = Set.of("-s", "--script", "--gui-script");
    private static final Pattern HATCH_ENVIRONMENT = Pattern.compile("([\\w.-]+):(.+)");

    /** Without one of these options, {@code conda run} prints the output of a command only at its end. */
    private static final Set<String> CONDA_LIVE = Set.of("--no-capture-output", "--live-stream", "-s");

    public Wrapper {
        prefix = List.copyOf(prefix);
        inner = List.copyOf(inner);
    }

    /** The wrapper that the words begin with; empty if they begin with none, or if no word follows it. */
    public static Optional<Wrapper> of(List<String> words) {
        Optional<Wrapper> wrapper = read(words);
        Optional<Wrapper> whole = Optional.empty();
        while (wrapper.isPresent() && !whole.equals(wrapper)) {
            whole = wrapper;
            wrapper = whole.map(Wrapper::withInside);
        }
        return whole;
    }

    /** This wrapper with the wrapper that its command begins with, unless both have a Python. */
    private Wrapper withInside() {
        return read(inner)
                .filter(inside -> !hasPython() || !inside.hasPython())
                .map(this::around)
                .orElse(this);
    }

    private static Optional<Wrapper> read(List<String> words) {
        String name = nameOf(words.get(0));
        if (name.equals("uvx")) {
            return new Reading(words, "uv").command(1);
        }
        if (PASSING.containsKey(name)) {
            return new Reading(words, name).passing(PASSING.get(name));
        }
        return PROGRAMS.containsKey(name) ? new Reading(words, name).run() : Optional.empty();
    }

    private static String nameOf(String word) {
        return word.replaceFirst("^.*/", "").replaceFirst("\\.exe$", "");
    }

    /** This wrapper and {@code inside} as one: {@code env NAME=VALUE uv run}. */
    private Wrapper around(Wrapper inside) {
        List<String> words = new ArrayList<>(prefix);
        words.addAll(inside.prefix());
        return new Wrapper(
                inside.hasPython() ? inside.name() : name,
                words,
                inside.inner(),
                moves.or(inside::moves),
                clean || inside.clean());
    }

    /** Whether a word sets a variable, as in {@code NAME=VALUE python x.py}. */
    static boolean isAssignment(String word) {
        return ASSIGNMENT.matcher(word).matches();
    }

    /** Whether it gives its command a Python environment; without one, the project's Python is used. */
    public boolean hasPython() {
        return !PASSING.containsKey(name);
    }

    /** The word of the program that gives the environment. */
    String program() {
        return prefix.stream()
                .filter(word -> nameOf(word).equals(name))
                .findFirst()
                .orElse(prefix.get(0));
    }

    /** The variables that it sets, and that a parameter cannot set. */
    public Set<String> variables() {
        Set<String> names = new TreeSet<>();
        boolean env = false;
        for (String word : prefix) {
            Matcher assignment = ASSIGNMENT.matcher(word);
            if (env && assignment.matches()) {
                names.add(assignment.group(1));
            }
            String program = nameOf(word);
            env = program.equals(ENV) || (env && !PROGRAMS.containsKey(program) && !PASSING.containsKey(program));
        }
        return names;
    }

    /** This uv command, with the packages of a script's inline metadata instead of the packages of the project. */
    Wrapper withRequirementsOf(String script) {
        List<String> words = new ArrayList<>(prefix);
        if (!words.contains("--no-project")) {
            words.add("--no-project");
        }
        words.addAll(List.of("--with-requirements", script));
        return new Wrapper(name, words, inner, moves, clean);
    }

    /** Whether it runs a Python script that it is given as a file. Without a Python of its own, the project's does. */
    boolean runsScripts() {
        return name.equals("uv") || !hasPython();
    }

    /**
     * The words that start {@code command} with live output. They are the words of {@code command}. For {@code conda
     * run}, {@code --no-capture-output} is added: without this option, it keeps all output until the command has ended.
     */
    public static List<String> withLiveOutput(List<String> command) {
        Optional<Wrapper> conda = of(command).filter(each -> each.name().equals("conda"));
        if (conda.isEmpty() || conda.get().prefix().stream().anyMatch(CONDA_LIVE::contains)) {
            return command;
        }
        List<String> words = new ArrayList<>(command);
        words.add(command.indexOf("run") + 1, "--no-capture-output");
        return words;
    }

    /** The words of a wrapper, read from left to right. */
    private static final class Reading {

        private final List<String> words;
        private final String name;
        private final Set<String> withValue;
        private final List<String> prefix = new ArrayList<>();
        private Optional<String> moves = Optional.empty();
        private boolean clean;
        private boolean module;

        Reading(List<String> words, String name) {
            this.words = words;
            this.name = name;
            this.withValue = PROGRAMS.getOrDefault(name, Set.of());
            prefix.add(words.get(0));
        }

        /** Reads the options, {@code run} and its command. */
        Optional<Wrapper> run() {
            int at = options(1);
            if (name.equals("uv") && is(at, "tool") && is(at + 1, "run")) {
                prefix.addAll(words.subList(at, at + 2));
                return command(at + 2);
            }
            if (!is(at, "run")) {
                return Optional.empty();
            }
            prefix.add("run");
            return command(at + 1);
        }

        /** Reads the options from {@code from} on, and the command after them. */
        Optional<Wrapper> command(int from) {
            int at = options(from);
            if (is(at, "--")) {
                at++;
            }
            if (at >= words.size()) {
                return Optional.empty();
            }
            List<String> inner = new ArrayList<>(words.subList(at, words.size()));
            if (module) {
                inner.addAll(0, List.of("python", "-m"));
            }
            Matcher environment = HATCH_ENVIRONMENT.matcher(inner.get(0));
            if (name.equals("hatch") && environment.matches()) {
                prefix.addAll(1, List.of("-e", environment.group(1)));
                inner.set(0, environment.group(2));
            }
            return Optional.of(new Wrapper(name, prefix, inner, moves, clean));
        }

        /**
         * Reads the options of a program without a Python, and the assignments of {@code env}. Empty if no command
         * follows, or if the command may find other programs than the service.
         */
        Optional<Wrapper> passing(Passing program) {
            int at = 1;
            while (at < words.size()
                    && words.get(at).startsWith("-")
                    && words.get(at).length() > 1) {
                String word = words.get(at);
                if (word.equals("--")) {
                    at++;
                    break;
                }
                String option = word.startsWith("--") ? word.replaceFirst("=.*", "") : word.substring(0, 2);
                boolean alone = word.equals(option);
                if (program.withValue().contains(option)) {
                    at += alone ? 2 : 1;
                } else if (alone && program.flags().contains(option)) {
                    at++;
                } else {
                    return Optional.empty();
                }
                if (MOVES.getOrDefault(name, Set.of()).contains(option)) {
                    moves = Optional.of(option);
                }
            }
            at += program.words();
            while (name.equals(ENV) && at < words.size() && isAssignment(words.get(at))) {
                if (words.get(at).startsWith("PATH=")) {
                    return Optional.empty();
                }
                at++;
            }
            return at < words.size() && !words.get(at).equals("-")
                    ? Optional.of(
                            new Wrapper(name, words.subList(0, at), words.subList(at, words.size()), moves, false))
                    : Optional.empty();
        }

        /** Reads options, and returns the index of the first word that is not an option. */
        private int options(int from) {
            int at = from;
            while (at < words.size() && words.get(at).startsWith("-") && !is(at, "--") && !is(at, "-")) {
                String word = words.get(at);
                String option = word.replaceFirst("=.*", "");
                if (MOVES.getOrDefault(name, Set.of()).contains(option)) {
                    moves = Optional.of(option);
                }
                clean |= option.equals("--clean-env");
                if (name.equals("uv") && UV_MODULE.contains(option)) {
                    module = true;
                } else if (!name.equals("uv") || !UV_SCRIPT.contains(option)) {
                    prefix.add(word);
                    if (withValue.contains(word) && at + 1 < words.size()) {
                        prefix.add(words.get(++at));
                    }
                }
                at++;
            }
            return at;
        }

        private boolean is(int at, String word) {
            return at < words.size() && words.get(at).equals(word);
        }
    }
}
