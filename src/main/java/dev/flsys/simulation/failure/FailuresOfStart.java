package dev.flsys.simulation.failure;

import static dev.flsys.simulation.failure.FailureKind.Evidence.LAST;
import static dev.flsys.simulation.failure.FailureKind.Evidence.OUTPUT;
import static dev.flsys.simulation.failure.FailureKind.Evidence.REASON;

import java.util.List;

/** Failures of the start: the script, its options, programs and packages. */
final class FailuresOfStart {

    static final List<FailureKind> KINDS = List.of(
            // Before the kinds of a missing file and of a wrong value, which a carriage return causes.
            new FailureKind(
                    "line-endings",
                    OUTPUT,
                    List.of(
                            "\\r': no such file",
                            "\\r’: no such file",
                            "$'\\r': command not found",
                            "^m: bad interpreter",
                            "^m: no such file",
                            "\\r': [errno",
                            "invalid … value: '…\\r'",
                            "no module named … \\r"),
                    "The script has Windows line endings, which shells do not understand.",
                    "Convert it with dos2unix FILE, or set core.autocrlf=input in git."),
            new FailureKind(
                    "module-missing",
                    REASON,
                    List.of("no module named '"),
                    "The script runs with {python}, which has no module '{module}'.",
                    "Install it ({install}) and add it to the project's requirements. A module of the project"
                            + " itself has to be beside the script or in the project's folder."),
            new FailureKind(
                    "numpy-version",
                    OUTPUT,
                    List.of(
                            "compiled using numpy 1.x cannot be run in",
                            "numpy.core.multiarray failed to import",
                            "_array_api not found",
                            "numpy.dtype size changed",
                            "module compiled against api version"),
                    "A package was built for another version of NumPy than the one that is installed.",
                    "Install 'numpy<2' in the project's Python, or a newer version of that package."),
            new FailureKind(
                    "protobuf-version",
                    OUTPUT,
                    List.of(
                            "descriptors cannot be created directly",
                            "descriptors cannot not be created directly",
                            "detected incompatible protobuf gencode/runtime",
                            "cannot import name 'builder' from 'google.protobuf"),
                    "The version of protobuf does not fit to that of Flower or of another package.",
                    "Install the version of protobuf that flwr requires: reinstall flwr in the project's Python."),
            new FailureKind(
                    "library-version",
                    REASON,
                    List.of("' not found (required by", "undefined symbol", "torchvision::nms does not exist"),
                    "A native library is older or newer than a package needs.",
                    "Reinstall the package for this system, or use a newer base image."),
            new FailureKind(
                    "library-missing",
                    REASON,
                    List.of(".so… cannot open shared object file"),
                    "A native library that a package needs is not installed.",
                    "Install the system package of that library, such as libgl1 for OpenCV, or a version of the"
                            + " package without it."),
            new FailureKind(
                    "relative-import",
                    REASON,
                    List.of(
                            "attempted relative import with no known parent package",
                            "attempted relative import beyond top-level package"),
                    "The start script is a module of a package, and is started as a file.",
                    "Write FLOWER_START_SCRIPT=python -m PACKAGE.MODULE, with the folder above the package "
                            + "as FLOWER_PROJECT_DIR."),
            new FailureKind(
                    "name-missing",
                    REASON,
                    List.of("cannot import name"),
                    "The imported module has no such name: another version is installed, or two modules import each"
                            + " other.",
                    "Compare the version of the package with the project's requirements, or move one of the"
                            + " imports into a function."),
            new FailureKind(
                    "hydra-config",
                    OUTPUT,
                    List.of(
                            "cannot find primary config",
                            "in '…': could not find '",
                            "missingconfigexception",
                            "primary config directory not found"),
                    "Hydra does not find a configuration file.",
                    "Compare config_path and config_name of @hydra.main, and the defaults list, with the files in"
                            + " the project."),
            new FailureKind(
                    "hydra-override",
                    OUTPUT,
                    List.of("could not override", "is not in struct", "could not append to config"),
                    "The configuration of Hydra has no such key.",
                    "Use a key of the configuration, or add a new one with a leading +. GET"
                            + " /api/simulations/options lists its keys."),
            new FailureKind(
                    "hydra-target",
                    LAST,
                    List.of("error locating target", "instantiationexception"),
                    "Hydra cannot make the object that _target_ of the configuration names.",
                    "Compare _target_ and the keys beside it with the class: its module, its name and its "
                            + "arguments."),
            new FailureKind(
                    "hydra-missing",
                    OUTPUT,
                    List.of("missingmandatoryvalue", "missing mandatory value"),
                    "A mandatory value of the configuration (???) is not set.",
                    "Give it as a parameter, or write a default into the configuration file."),
            new FailureKind(
                    "hydra-syntax",
                    OUTPUT,
                    List.of(
                            "overrideparseexception",
                            "lexernoviablealtexception",
                            "error parsing override",
                            "mismatched input",
                            "no viable alternative at input"),
                    "Hydra cannot parse the value of a parameter.",
                    "Close brackets and quotes, and put values with special characters in quotes."),
            new FailureKind(
                    "option-unknown",
                    REASON,
                    List.of(
                            "unrecognized arguments",
                            "no such option",
                            "unknown flag",
                            "unknown command line flag",
                            "unrecognized option",
                            "^unknown option",
                            "^unknown argument",
                            "^unknown parameter",
                            "^error: unknown option",
                            "^error: unknown argument",
                            "could not consume arg: ",
                            "getopterror: option",
                            ": illegal option -- "),
                    "The script has no such option.",
                    "GET /api/simulations/options lists its options and their values."),
            new FailureKind(
                    "option-missing",
                    REASON,
                    List.of(
                            "the following arguments are required",
                            "missing option",
                            "missing argument",
                            "error: missing command",
                            "must have a value other than none",
                            ": unbound variable",
                            ": parameter not set",
                            ": parameter null or not set"),
                    "The script does not start without this option.",
                    "Give it as a parameter, or write it into FLOWER_START_SCRIPT."),
            new FailureKind(
                    "option-value",
                    REASON,
                    List.of("error: argument ", "invalid value for", "invalid choice", "flags parsing error: flag --"),
                    "The script does not take this value.",
                    "GET /api/simulations/options lists its options and their values."),
            new FailureKind(
                    "script-missing",
                    REASON,
                    List.of(
                            "can't open file '",
                            "cannot find or open",
                            "python: no module named ",
                            "python3: no module named ",
                            "cannot be directly executed"),
                    "The file or module that FLOWER_START_SCRIPT runs is not there.",
                    "Correct the name in FLOWER_START_SCRIPT. It begins in the project's folder."),
            new FailureKind(
                    "interpreter",
                    REASON,
                    List.of("bad interpreter", "cannot execute: required file not found"),
                    "The first line of the script names a program that is not there.",
                    "Correct the line that begins with #!, for example to #!/usr/bin/env python3."),
            new FailureKind(
                    "shell-syntax",
                    OUTPUT,
                    List.of(
                            ": syntax error near unexpected token",
                            ": syntax error: ",
                            "bad substitution",
                            ": source: not found",
                            ": [[: not found",
                            "declare: not found"),
                    "The shell cannot read the script.",
                    "Correct the line, and start the script with the shell that it is written for: bash "
                            + "run.sh, not sh run.sh."),
            new FailureKind(
                    "conda-environment",
                    REASON,
                    List.of(
                            "environmentlocationnotfound",
                            "environmentnamenotfound",
                            "not a conda environment",
                            "shell has not been properly configured to use 'conda activate'",
                            "run 'conda init' before 'conda activate'"),
                    "The environment of conda does not exist, or the script cannot activate it.",
                    "Write FLOWER_START_SCRIPT=conda run -n NAME and the command, or name the environment's "
                            + "Python in FLOWER_PYTHON."),
            new FailureKind(
                    "program-missing",
                    REASON,
                    List.of(
                            "command not found",
                            ": not found",
                            "failed to spawn: `",
                            "^exit code 127",
                            "filenotfounderror: … no such file or directory: 'flwr'",
                            "no such file or directory: 'flower-"),
                    "The script calls a program that is not installed, or not on the PATH of the service.",
                    "Install the program in the project's Python or on this machine, or write its whole path."),
            new FailureKind(
                    "not-executable",
                    REASON,
                    List.of("permission denied … exit code 126", "^exit code 126", "exec format error"),
                    "The script calls a program that may not be executed.",
                    "Make it executable (chmod +x FILE), or call it with its interpreter, such as python FILE."),
            new FailureKind(
                    "start-arguments",
                    REASON,
                    List.of("argument list too long"),
                    "The parameters are longer than the system allows for a command.",
                    "Send shorter values, or put them into a file that the script reads."),
            new FailureKind(
                    "reads-input",
                    OUTPUT,
                    List.of("eof when reading a line", "inappropriate ioctl for device", "getpasswarning: "),
                    "The script asks a question, but nobody can answer here.",
                    "Have it take the answer as an option, with a default."),
            new FailureKind(
                    "no-display",
                    OUTPUT,
                    List.of(
                            "no display name and no $display",
                            "could not connect to display",
                            "cannot connect to x server",
                            "could not load the qt platform plugin"),
                    "The script opens a window, but there is no screen.",
                    "Set MPLBACKEND=Agg, and save figures to files instead of showing them."),
            new FailureKind(
                    "wandb-login",
                    REASON,
                    List.of("api_key not configured", "wandb: error api_key"),
                    "Weights & Biases has no key on this machine.",
                    "Set WANDB_API_KEY in the environment of the service, or WANDB_MODE=offline for runs "
                            + "without an account."),
            new FailureKind(
                    "time-limit",
                    REASON,
                    List.of("exit code 124"),
                    "The time limit of the command timeout passed before the script ended.",
                    "Give timeout a longer time, or start the script without it."),
            new FailureKind(
                    "silent",
                    REASON,
                    List.of("^exit code "),
                    "The script ended with an error code and without any output.",
                    "Have the script print its error before it ends."));

    private FailuresOfStart() {}
}
