package dev.flsys.flower.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program in front of a command that gives the command its Python environment. Examples are {@code uv run},
 * {@code uvx}, {@code poetry run}, {@code conda run -n NAME} and {@code pixi run}. The known options are from uv 0.9,
 * Poetry 2, conda 25, pixi 0.50, Hatch 1.14, PDM 2 and Pipenv 2025. An unknown option counts as an option without a
 * value.
 *
 * @param name the program: {@code uv}
 * @param prefix the words in front of any program that it is to run
 * @param inner the command that it runs, at least one word; {@code uv run -m app} runs {@code python -m app}
 * @param moves the option by which the command runs in another folder; empty if it has none
 * @param clean whether it hides the environment variables of the service from the command
 */
public record Wrapper(String name, List<String> prefix, List<String> inner, Optional<String> moves, boolean clean) {

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
            "uv", Set.of("--directory"),
            "poetry", Set.of("--directory", "-C"),
            "conda", Set.of("--cwd"),
            "mamba", Set.of("--cwd"),
            "micromamba", Set.of("--cwd"));

    /** The options of uv that name the kind of the next word. */
    private static final Set<String> UV_MODULE = Set.of("-m", "--module");

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
        String name = words.get(0).replaceFirst("^.*/", "").replaceFirst("\\.exe$", "");
        if (name.equals("uvx")) {
            return new Reading(words, "uv").command(1);
        }
        return PROGRAMS.containsKey(name) ? new Reading(words, name).run() : Optional.empty();
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

    /** Whether it runs a Python script that it is given as a file. */
    boolean runsScripts() {
        return name.equals("uv");
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
