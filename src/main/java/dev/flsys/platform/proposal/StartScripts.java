package dev.flsys.platform.proposal;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The scripts of a project that may start Flower, by words in their text. A file that calls a simulation only inside a
 * function is no program: running it would do nothing. A program that imports such a file is listed before the file.
 */
final class StartScripts {

    private static final Pattern SIMULATION =
            Pattern.compile("(?<!def )\\b(?:start|run)_simulation(?:_no_ray)?\\s*\\(");
    /** The sign that a file does something when it is run: a main guard, or the call of a simulation at its top. */
    private static final Pattern PROGRAM = Pattern.compile(
            "(?m)^if\\s*\\(?\\s*__name__\\b|^(?:\\w+\\s*=\\s*)?(?:\\w+\\.)*+(?:start|run)_simulation\\s*\\(");

    /** A statement outside of functions that does something, in a script without a main guard. */
    private static final Pattern STATEMENT =
            Pattern.compile("(?m)^(?:\\w+\\s*=\\s*)?[a-z_]\\w*\\(|^(?:for|while|with)\\b");

    private static final Pattern HYDRA = Pattern.compile("(?m)^@hydra\\.main\\b");
    /** A shell script that starts a server and clients, as in many examples. */
    private static final Pattern STARTS_CLIENTS =
            Pattern.compile("\\bpython3?\\b.*(?:\\bclient|client\\w*\\.py\\b|\\.\\w*client\\b)");
    /** The server beside the clients. A script for the clients of one machine has none. */
    private static final Pattern NAMES_SERVER = Pattern.compile("(?i)server|superlink");
    /** A call of another program, in Python. */
    private static final Pattern CALLS_PROGRAM =
            Pattern.compile("\\b(?:Popen|os\\.system|subprocess\\.(?:run|call|check_call|check_output))\\s*\\(");
    /** A text of Python with the file of a client. */
    private static final Pattern CLIENT_FILE = Pattern.compile("[\"'][^\"'\\n]*client\\w*\\.py\\b");
    /** A page or a window that starts programs when its user asks for it, and never ends itself. */
    private static final Pattern INTERFACE =
            Pattern.compile("(?m)^\\s*(?:from|import)\\s+(?:streamlit|flask|fastapi|gradio|tkinter|PyQt\\d|dash)\\b");

    /** A class or function of a file. */
    private static final Pattern DEFINED = Pattern.compile("(?m)^(?:class|def)\\s+(\\w+)");

    /** The most classes and functions of a file whose imports are searched. */
    private static final int MAX_NAMES = 200;

    private static final Pattern SERVER_AT_TOP =
            Pattern.compile("(?m)^(?:\\w+\\s*=\\s*)?(?:\\w+\\.)*+start_server\\s*\\(");
    private static final Pattern SERVER = Pattern.compile("(?<!def )\\bstart_server\\s*\\(");
    /** A program that starts its clients itself. */
    private static final Pattern STARTS_BOTH = Pattern.compile("\\bstart_(?:numpy_)?client\\s*\\(");

    private final Set<String> simulations = new LinkedHashSet<>();
    /** The names as modules of files that are no programs, by their commands. */
    private final Map<String, String> callers = new LinkedHashMap<>();

    /** The sources of programs that do not name a simulation, by their commands. */
    private final Map<String, String> programs = new LinkedHashMap<>();

    private final Set<String> hydra = new LinkedHashSet<>();
    private final Set<String> launchers = new LinkedHashSet<>();
    private final Set<String> servers = new LinkedHashSet<>();
    /** The sources of files with a server in a function, by their commands. */
    private final Map<String, String> serverFiles = new LinkedHashMap<>();

    private final Set<String> waitingServers = new LinkedHashSet<>();

    /**
     * Reads a Python file.
     *
     * @param command that starts it
     * @param stem its name without folder and suffix
     */
    void python(String command, String stem, String text) {
        boolean program = PROGRAM.matcher(text).find();
        if (SIMULATION.matcher(text).find()) {
            if (program) {
                simulations.add(command);
            } else {
                callers.put(command, stem);
            }
            return;
        }
        boolean startsClients = CALLS_PROGRAM.matcher(text).find()
                && CLIENT_FILE.matcher(text).find()
                && NAMES_SERVER.matcher(text).find()
                && !INTERFACE.matcher(text).find();
        if (startsClients) {
            launchers.add(command);
        } else if (SERVER.matcher(text).find()) {
            if (program
                    || STATEMENT.matcher(text).find()
                    || SERVER_AT_TOP.matcher(text).find()) {
                servers.add(command);
            } else {
                serverFiles.put(command, text);
            }
            if (!STARTS_BOTH.matcher(text).find()) {
                waitingServers.add(command);
            }
        } else if ((program || STATEMENT.matcher(text).find())
                && !INTERFACE.matcher(text).find()) {
            programs.put(command, text);
        }
        if (HYDRA.matcher(text).find()) {
            hydra.add(command);
        }
    }

    /** Reads a shell script. */
    void shell(String command, String text) {
        if (STARTS_CLIENTS.matcher(text).find() && NAMES_SERVER.matcher(text).find()) {
            launchers.add(command);
        }
    }

    /**
     * The scripts that simulate, the most likely first. If none calls a simulation, the programs of Hydra: their
     * simulation may be in the configuration, or in a library.
     */
    Set<String> simulations() {
        Set<String> all = new LinkedHashSet<>(simulations);
        programs.forEach((command, text) -> {
            if (callers.values().stream().anyMatch(module -> imports(text, module))) {
                all.add(command);
            }
        });
        all.addAll(callers.keySet());
        return all.isEmpty() ? hydra : all;
    }

    /** The scripts of a shell or of Python that start clients as programs of their own. */
    Set<String> launchers() {
        return launchers;
    }

    /** The programs that name neither a simulation nor a server of Flower. */
    Set<String> otherPrograms() {
        return programs.keySet();
    }

    /** The scripts that start a server. */
    Set<String> servers() {
        Set<String> all = new LinkedHashSet<>(servers);
        serverFiles.forEach((command, text) -> importOf(command, text)
                .ifPresent(imported -> programs.forEach((program, programText) -> {
                    if (imported.matcher(programText).find()) {
                        all.add(program);
                        if (waitingServers.contains(command)) {
                            waitingServers.add(program);
                        }
                    }
                })));
        all.addAll(serverFiles.keySet());
        return all;
    }

    /** The scripts that start a server and no clients, so that they wait for clients. */
    Set<String> waitingServers() {
        return waitingServers;
    }

    /** An import of a class or function of a file, by the file's module or its package; empty if it has neither. */
    private static Optional<Pattern> importOf(String command, String text) {
        String names = DEFINED.matcher(text)
                .results()
                .map(defined -> defined.group(1))
                .distinct()
                .limit(MAX_NAMES)
                .collect(Collectors.joining("|"));
        boolean module = command.startsWith("python -m ");
        String[] parts = command.replaceFirst("^python -m ", "")
                .replaceFirst("\\.py$", "")
                .split(module ? "\\." : "/");
        String modules = Stream.of(parts)
                .skip(Math.max(0, parts.length - 2))
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(Pattern.compile(
                        "(?m)^[ \\t]*from\\b.*\\b(?:" + modules + ")\\s+import\\b.*\\b(?:" + names + ")\\b"));
    }

    private static boolean imports(String text, String module) {
        return Pattern.compile("(?m)^[ \\t]*(?:from|import)\\b.*\\b" + Pattern.quote(module) + "\\b")
                .matcher(text)
                .find();
    }
}
