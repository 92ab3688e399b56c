package dev.flsys.simulation.failure;

import static dev.flsys.simulation.failure.FailureKind.Evidence.SERVICE;

import java.util.List;

/**
 * Failures of the service itself: it could not start, store or continue a simulation. They are recognised in the
 * sentence of the service, after the title of the {@link dev.flsys.problem.Problem} if there is one.
 */
final class FailuresOfService {

    private static final String INSTALL_FLOWER =
            "Install flwr in the project's Python (.venv, or FLOWER_PYTHON), and add it to the project's requirements.";
    private static final String START_AGAIN = "Start the simulation again.";

    static final List<FailureKind> KINDS = List.of(
            new FailureKind(
                    "service-disk-full",
                    SERVICE,
                    List.of("no space left on device", "disk quota exceeded"),
                    "The disk of the project is full, so the service cannot store its files.",
                    "Free some space, for example by deleting old simulations and their models."),
            new FailureKind(
                    "service-open-files",
                    SERVICE,
                    List.of("too many open files"),
                    "The service has as many open files and connections as the system allows.",
                    "Raise the limit of the service (ulimit -n, or LimitNOFILE of systemd), and restart it."),
            new FailureKind(
                    "service-processes",
                    SERVICE,
                    List.of(
                            "resource temporarily unavailable",
                            "error=11,",
                            "error: 11 (",
                            "unable to create native thread"),
                    "The system allows the service no further process or thread.",
                    "End other programs of this user, or raise the limit (ulimit -u, or pids of the container)."),
            new FailureKind(
                    "service-memory",
                    SERVICE,
                    List.of(
                            "cannot allocate memory",
                            "error=12,",
                            "error: 12 (",
                            "java heap space",
                            "direct buffer memory"),
                    "The machine or the service has not enough free memory to run the simulation.",
                    "End other programs, lower SIMULATION_MAX_RUNNING, or give the container more memory."),
            new FailureKind(
                    "memory-limit",
                    SERVICE,
                    List.of("more than simulation_max_memory"),
                    "The processes of the simulation together used more memory than the service allows.",
                    "Start fewer clients at once or use a smaller batch, or raise SIMULATION_MAX_MEMORY."),
            new FailureKind(
                    "store-read-only",
                    SERVICE,
                    List.of("read-only file system"),
                    "The project's folder is mounted read-only, so the service cannot store its files.",
                    "Mount the project's folder with write access."),
            new FailureKind(
                    "store-permission",
                    SERVICE,
                    List.of("stored: permission denied", "stored: operation not permitted"),
                    "The user that runs the service may not write .flsys in the project.",
                    "Give that user write access to the project's folder."),
            new FailureKind(
                    "store-file-size",
                    SERVICE,
                    List.of("stored: file too large"),
                    "The log of the simulation is larger than a file of the service may be.",
                    "Raise the limit of the service (ulimit -f), or lower SIMULATION_MAX_LOG."),
            new FailureKind(
                    "project-gone",
                    SERVICE,
                    List.of("the folder of the project is not there"),
                    "The project's folder was removed or renamed while the simulation ran.",
                    "Put the folder back where it was, and start the simulation again."),
            new FailureKind(
                    "store-failed",
                    SERVICE,
                    List.of("the simulation cannot be stored"),
                    "The record or the log of the simulation cannot be written.",
                    "Check the disk and the folder .flsys of the project. The service's log has the error."),
            new FailureKind(
                    "start-script-unusable",
                    SERVICE,
                    List.of(
                            "flower_start_script is '… is not executable",
                            "flower_start_script is '… does not begin with #!",
                            "flower_start_script is '… has the line ends of windows"),
                    "The system cannot execute the start script.",
                    "Do one of the things that the reason names."),
            new FailureKind(
                    "start-script-missing",
                    SERVICE,
                    List.of(
                            "flower_start_script is '… there is no such script",
                            "flower_start_script is '… there is no script",
                            "flower_start_script is '… needs a pyproject.toml"),
                    "The project no longer has what FLOWER_START_SCRIPT names.",
                    "Add the file again, or change FLOWER_START_SCRIPT and restart the service."),
            new FailureKind(
                    "start-wrapper",
                    SERVICE,
                    List.of("flower_start_script is '"),
                    "The program before the start command is not installed, or does not work with the service.",
                    "Install that program, or change FLOWER_START_SCRIPT as the reason says."),
            new FailureKind(
                    "python-missing",
                    SERVICE,
                    List.of("python unavailable: the project needs python 3"),
                    "This machine has no Python from which the project's environment can be made.",
                    "Install a Python of that version with venv, or name one in FLOWER_PYTHON."),
            new FailureKind(
                    "python-broken",
                    SERVICE,
                    List.of(
                            "python unavailable: flower_python does not answer",
                            "has no working python",
                            "in the project's .venv does not answer"),
                    "The project's Python does not start.",
                    "Run it by hand with --version. Correct FLOWER_PYTHON, or remove .venv, which the service makes"
                            + " again."),
            new FailureKind(
                    "package-index",
                    SERVICE,
                    List.of(
                            "python unavailable: … newconnectionerror",
                            "python unavailable: … failed to establish a new connection",
                            "python unavailable: … name resolution",
                            "python unavailable: … connecttimeouterror",
                            "python unavailable: … retrying (retry"),
                    "The package index cannot be reached, so the requirements cannot be installed.",
                    "Check the network and the proxy of the machine, or make .venv by hand."),
            new FailureKind(
                    "environment-slow",
                    SERVICE,
                    List.of("python unavailable: … it took longer than"),
                    "The installation of the requirements took too long and was ended.",
                    "Make .venv by hand, or use a faster package index (PIP_INDEX_URL)."),
            new FailureKind(
                    "requirements",
                    SERVICE,
                    List.of("pip could not install", "was installed in .venv but cannot be imported"),
                    "The requirements of the project cannot be installed.",
                    "Correct the requirement that the last lines name, then start the simulation again."),
            new FailureKind(
                    "environment",
                    SERVICE,
                    List.of("python unavailable: "),
                    "The project's Python environment cannot be made.",
                    "Make .venv in the project by hand, or name a Python in FLOWER_PYTHON."),
            new FailureKind(
                    "flower-missing",
                    SERVICE,
                    List.of("there is no program flwr"),
                    "The project's Python has no Flower: there is no program flwr beside it and none on the PATH.",
                    INSTALL_FLOWER),
            new FailureKind(
                    "start-program-missing",
                    SERVICE,
                    List.of("there is no program ", "cannot be started: … error=2,", "cannot be started: … error: 2 ("),
                    "The program or the folder in which it starts is not there.",
                    "Install the program, or correct FLOWER_START_SCRIPT and FLOWER_PROJECT_DIR."),
            new FailureKind(
                    "start-permission",
                    SERVICE,
                    List.of("cannot be started: … permission denied"),
                    "The user that runs the service may not execute the program.",
                    "Give that user the right to execute it, and to enter its folders."),
            new FailureKind(
                    "parameters-refused",
                    SERVICE,
                    List.of("^wrong simulation parameters: "),
                    "The script or the installed version of Flower does not take these parameters.",
                    "GET /api/simulations/options lists the options and their values."),
            new FailureKind(
                    "superlink-timeout",
                    SERVICE,
                    List.of("flwr did not answer within"),
                    "The SuperLink did not take the run in time.",
                    "Check that the SuperLink runs and can be reached. flwr ls lists the run if it arrived."),
            new FailureKind(
                    "superlink-refused",
                    SERVICE,
                    List.of("the superlink did not take the run"),
                    "The SuperLink or the command flwr refused the run.",
                    "Run the command of the simulation by hand. It prints the whole reason."),
            new FailureKind(
                    "superlink-forgot",
                    SERVICE,
                    List.of("the superlink no longer knows the run"),
                    "The SuperLink may have been restarted without its state.",
                    START_AGAIN),
            new FailureKind(
                    "service-stopped",
                    SERVICE,
                    List.of("the service was stopped."),
                    "The service was stopped or restarted before the simulation ended.",
                    START_AGAIN),
            new FailureKind(
                    "service-killed",
                    SERVICE,
                    List.of("the service ended before it did"),
                    "The service or its machine ended without notice, and the simulation with it.",
                    "Start it again. If this happens often, look for a limit of memory in the system's log."),
            new FailureKind(
                    "handover-interrupted",
                    SERVICE,
                    List.of("the service ended while it handed the run over"),
                    "The SuperLink may have the run.",
                    "Look for it with flwr ls, which lists its runs."));

    private FailuresOfService() {}
}
