package dev.flsys.simulation;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The explanations of common failures, each with the next step. */
final class FailureHints {

    private static final String NO_MODULE = "No module named '";
    /** Modules whose package has another name. */
    private static final Map<String, String> PACKAGES = Map.of(
            "cv2", "opencv-python",
            "sklearn", "scikit-learn",
            "PIL", "Pillow",
            "yaml", "PyYAML",
            "skimage", "scikit-image",
            "dotenv", "python-dotenv",
            "attr", "attrs",
            "git", "GitPython",
            "dateutil", "python-dateutil",
            "flwr_datasets", "flwr-datasets");

    private static final String MEMORY =
            "Start fewer clients at once or use a smaller batch, or run it on a machine with more memory.";

    private record Hint(List<String> parts, String text) {

        boolean fits(String detail) {
            return parts.stream().anyMatch(detail::contains);
        }
    }

    /** Python's, gRPC's and Flower's words for a port that another program has. In lower case. */
    private static final List<String> PORT_TAKEN =
            List.of("address already in use", "failed to bind to address", "port in server address");

    /** The first hint that fits counts. Parts are in lower case. */
    private static final List<Hint> HINTS = List.of(
            new Hint(
                    List.of("cuda out of memory", "outofmemoryerror: cuda", "mps backend out of memory"),
                    "The GPU has not enough free memory. Use a smaller batch, give each client a larger share of the GPU so"
                            + " that fewer run at once, or end other programs that use it."),
            new Hint(
                    List.of("memoryerror", "outofmemoryerror", "can't allocate memory", "cannot allocate memory"),
                    "The machine has not enough free memory. " + MEMORY),
            new Hint(
                    List.of("no space left on device"),
                    "The disk is full. Free some space, for example old folders in .flsys/simulations."),
            new Hint(
                    List.of("unrecognized arguments", "no such option"),
                    "The script has no such option. GET /api/simulations/options lists the options that it has."),
            new Hint(
                    List.of("the following arguments are required", "missing option", "missing argument"),
                    "The script does not start without it. Give it as a parameter, or write it into FLOWER_START_SCRIPT."),
            new Hint(
                    List.of("error: argument ", "invalid value for", "invalid choice"),
                    "The script does not take this value. GET /api/simulations/options lists its options and what they take."),
            new Hint(
                    List.of("` federation declared in `pyproject.toml`"),
                    "FLOWER_START_SCRIPT names the federation after the folder of the app. If the name is the value of an"
                            + " option, this version of Flower needs an older click: install 'click<8.2' in the project's"
                            + " Python, and add it to the project's requirements."),
            new Hint(
                    PORT_TAKEN,
                    "Another program uses the port, perhaps an earlier run, or this service: 8080 is the default of both. End"
                            + " that program, have the script use another port, or start this service with"
                            + " QUARKUS_HTTP_PORT=8090."),
            new Hint(
                    List.of("failed to start local superlink within"),
                    "Flower gives its SuperLink 15 seconds to start, and FLSys tried three times. The machine is busy or"
                            + " slow: end other programs, and start the simulation again."),
            new Hint(
                    List.of("failed to start local superlink: ", "unable to launch `flower-superlink`"),
                    "Flower's SuperLink does not start. Start flower-superlink --insecure --simulation by hand, from the"
                            + " folder of the project's Python: it prints the reason."),
            new Hint(
                    List.of("command not found", ": not found"),
                    "The script calls a program that is not installed, or not on the PATH of the service."),
            new Hint(
                    List.of("filenotfounderror", "no such file or directory"),
                    "A file or folder that the script opens is not there. Relative paths begin in the project's folder, where"
                            + " the script runs."),
            new Hint(
                    List.of("permissionerror", "permission denied"),
                    "The user that runs the service may not do this. Check the owner and the rights of the file or folder."),
            new Hint(
                    List.of(
                            "name or service not known",
                            "temporary failure in name resolution",
                            "failed to resolve",
                            "max retries exceeded",
                            "network is unreachable",
                            "urlopen error"),
                    "A host cannot be reached from this machine. Check its network and proxy; a data set that is downloaded"
                            + " can be put into the project before."),
            new Hint(
                    List.of("connectionrefusederror", "connection refused"),
                    "Nothing answers at an address that the script connects to. Check that the other program runs."),
            new Hint(
                    List.of("error(s) in loading state_dict", "size mismatch for"),
                    "The weights are not those of this network. Load a file that the same class wrote, with the same"
                            + " arguments."),
            new Hint(
                    List.of("syntaxerror", "indentationerror", "taberror"),
                    "Python cannot read a source file. The lines before this one name the file and the line."),
            new Hint(
                    List.of("torch not compiled with cuda", "found no nvidia driver", "no cuda gpus are available"),
                    "The script asks for a GPU that PyTorch does not find here. Have it use the CPU where"
                            + " torch.cuda.is_available() is false."));

    private FailureHints() {}

    /**
     * The explanation of {@code detail}; empty if it is not a common failure.
     *
     * @param interpreter the Python that ran the script, as it can be typed in the project's folder; empty if it is
     *     outside the project
     */
    static Optional<String> of(String detail, Optional<String> interpreter) {
        int module = detail.indexOf(NO_MODULE);
        if (module >= 0) {
            int from = module + NO_MODULE.length();
            int to = detail.indexOf('\'', from);
            return to <= from ? Optional.empty() : Optional.of(install(detail.substring(from, to), interpreter));
        }
        String lower = detail.toLowerCase(Locale.ROOT);
        return HINTS.stream().filter(hint -> hint.fits(lower)).findFirst().map(Hint::text);
    }

    /** Whether {@code detail} describes a server without its port, so that its clients fail as well. */
    static boolean isPortTaken(String detail) {
        String lower = detail.toLowerCase(Locale.ROOT);
        return PORT_TAKEN.stream().anyMatch(lower::contains);
    }

    private static String install(String module, Optional<String> interpreter) {
        int dot = module.indexOf('.');
        String top = dot < 0 ? module : module.substring(0, dot);
        String name = PACKAGES.getOrDefault(top, top);
        String python = interpreter.orElse("the Python of FLOWER_PYTHON");
        String command = interpreter
                .map(own -> own + " -m pip install " + name)
                .orElse("PYTHON -m pip install " + name + ", with the path in FLOWER_PYTHON as PYTHON");
        return "The script runs with " + python + ", which has no module '" + top + "'. Install it (" + command
                + ") and add it to the project's requirements. A module of the project itself has to be beside the script"
                + " or in the project's folder.";
    }

    /** The explanation of an end by a signal, such as {@code killed by SIGKILL}; empty if there is none. */
    static Optional<String> ofSignal(String name) {
        if (name.endsWith("SIGKILL")) {
            return Optional.of("The system usually ends a process like this because memory ran out. " + MEMORY);
        }
        if (name.endsWith("SIGSEGV")
                || name.endsWith("SIGABRT")
                || name.endsWith("SIGILL")
                || name.endsWith("SIGFPE")) {
            return Optional.of(
                    "Native code of a library crashed. The last lines of the log may name it; other versions of"
                            + " torch, ray or numpy may help.");
        }
        if (name.endsWith("SIGTERM") || name.endsWith("SIGINT") || name.endsWith("SIGHUP")) {
            return Optional.of("Another program or person asked it to end, not this service.");
        }
        return Optional.empty();
    }

    /** The explanation of an exit code without any output. */
    static String ofCode(int code) {
        return switch (code) {
            case 126 -> "Exit code 126 of a shell: a program that it calls may not be executed.";
            case 127 -> "Exit code 127 of a shell: a program that it calls was not found.";
            default -> "Have the script print its error before it ends.";
        };
    }
}
