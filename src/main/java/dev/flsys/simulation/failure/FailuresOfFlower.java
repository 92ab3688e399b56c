package dev.flsys.simulation.failure;

import static dev.flsys.simulation.failure.FailureKind.Evidence.OUTPUT;
import static dev.flsys.simulation.failure.FailureKind.Evidence.REASON;

import java.util.List;

/** Failures of Flower, its SuperLink and Ray's start. */
final class FailuresOfFlower {

    static final List<FailureKind> KINDS = List.of(
            new FailureKind(
                    "too-few-clients",
                    OUTPUT,
                    List.of(
                            "chose no client to train",
                            "sampling failed: number of available clients",
                            "there are fewer clients than it asks for"),
                    "There are fewer clients than the strategy asks for.",
                    "Start it with more clients (num_clients, --num-supernodes), or lower min_available_clients,"
                            + " min_fit_clients and min_evaluate_clients."),
            new FailureKind(
                    "simulation-extra-missing",
                    OUTPUT,
                    List.of("exit code: 701", "unable to import module `ray`"),
                    "Flower's simulation engine needs Ray, which is not installed.",
                    "Install 'flwr[simulation]' in the project's Python, and add it to the project's requirements."),
            new FailureKind(
                    "client-resources",
                    OUTPUT,
                    List.of("does not meet the criteria to host at least one client", "actorpool is empty"),
                    "One client needs more CPUs or GPUs than this machine has.",
                    "Lower client_resources (num_cpus, num_gpus) to at most those of this machine."),
            new FailureKind(
                    "ray-path-too-long",
                    REASON,
                    List.of("af_unix path length cannot exceed"),
                    "The path of Ray's temporary folder is too long for a socket.",
                    "Set TMPDIR or RAY_TMPDIR to a short path, such as /tmp."),
            new FailureKind(
                    "ray-start",
                    OUTPUT,
                    List.of(
                            "node timed out during startup",
                            "ray could not start",
                            "could not connect to ray",
                            "failed to connect to gcs within",
                            "failed to connect to gcs",
                            "the current node timed out",
                            "raysystemerror"),
                    "Ray does not start.",
                    "End earlier runs and other programs that use much memory, and start it again. The logs of Ray"
                            + " are in /tmp/ray/session_latest/logs."),
            new FailureKind(
                    "ray-serialize",
                    REASON,
                    List.of("could not serialize the argument", "could not serialize the", "cannot pickle … ray"),
                    "Ray cannot send an object to the process of a client.",
                    "Create locks, open files, loggers and connections inside the client, not outside of it."),
            new FailureKind(
                    "app-attribute",
                    REASON,
                    List.of(
                            "loadserverapperror: missing attribute",
                            "loadclientapperror: missing attribute",
                            "unable to load attribute",
                            "unable to find attribute"),
                    "The module of the app has no object with the configured name.",
                    "Compare serverapp and clientapp in [tool.flwr.app.components] of pyproject.toml with the"
                            + " names in the modules."),
            new FailureKind(
                    "app-load",
                    REASON,
                    List.of(
                            "loadserverapperror",
                            "loadclientapperror",
                            "unable to load module",
                            "unable to find module",
                            "error loading serverapp",
                            "error loading clientapp"),
                    "Flower cannot load the ServerApp or the ClientApp.",
                    "Import the module with the project's Python to see the error. Compare serverapp and clientapp"
                            + " in pyproject.toml with its path."),
            new FailureKind(
                    "federation-missing",
                    REASON,
                    List.of("` federation declared in `pyproject.toml`"),
                    "FLOWER_START_SCRIPT names a federation that pyproject.toml does not have.",
                    "Correct the federation after the folder of the app. If the name is the value of an option,"
                            + " install 'click<8.2' in the project's Python."),
            new FailureKind(
                    "superlink-connection",
                    REASON,
                    List.of("superlink connection '… not found in"),
                    "The Flower configuration has no SuperLink connection with this name.",
                    "Add [superlink.NAME] to config.toml of FLWR_HOME, or name an existing one."),
            new FailureKind(
                    "project-config",
                    REASON,
                    List.of(
                            "failed to load flower app configuration",
                            "invalid flower app configuration",
                            "project configuration could not be loaded",
                            "project configuration is invalid",
                            "missing [tool.flwr"),
                    "The pyproject.toml of the Flower app is missing or incomplete.",
                    "Write name, version, [tool.flwr.app] with publisher, and [tool.flwr.app.components] with"
                            + " serverapp and clientapp."),
            new FailureKind(
                    "run-config-key",
                    REASON,
                    List.of("is not present in the main dictionary"),
                    "The run config has a key that pyproject.toml does not declare.",
                    "Declare the key under [tool.flwr.app.config] of pyproject.toml, or correct its name."),
            new FailureKind(
                    "superlink-slow",
                    REASON,
                    List.of("failed to start local superlink within"),
                    "Flower gives its SuperLink 15 seconds to start, and FLSys tried three times.",
                    "The machine is busy or slow: end other programs, and start the simulation again."),
            new FailureKind(
                    "superlink-start",
                    REASON,
                    List.of("failed to start local superlink: ", "unable to launch `flower-superlink`"),
                    "Flower's SuperLink does not start.",
                    "Start flower-superlink --insecure --simulation by hand, from the folder of the project's"
                            + " Python: it prints the reason."),
            new FailureKind(
                    "port-in-use",
                    REASON,
                    List.of("address already in use", "failed to bind to address", "port in server address"),
                    "Another program uses the port, perhaps an earlier run, or this service: 8080 is the default of"
                            + " both.",
                    "End that program, have the script use another port, or start this service with"
                            + " QUARKUS_HTTP_PORT=8090."),
            new FailureKind(
                    "message-too-large",
                    OUTPUT,
                    List.of(
                            "received message larger than max",
                            "sent message larger than max",
                            "message exceeds maximum"),
                    "The weights of the network are larger than a message may be.",
                    "Raise grpc_max_message_length of the server and of each client, or use a newer Flower, which"
                            + " sends weights in parts."),
            new FailureKind(
                    "client-result",
                    REASON,
                    List.of(
                            "did not return a tuple with",
                            "accepted types: (<class 'bool'>",
                            "not all values are of valid type",
                            "not all keys are of valid type",
                            "invalid arguments for arrayrecord"),
                    "A client or the server returns something that Flower cannot send.",
                    "Return lists of NumPy arrays, the number of examples as int, and metrics that are "
                            + "numbers or text of Python: write float(x) for a number of NumPy or torch."),
            new FailureKind(
                    "ray-twice",
                    REASON,
                    List.of("maybe you called ray.init twice", "version mismatch: the cluster was started with"),
                    "Ray is already started, by this process or by other versions of Ray and Python.",
                    "Call ray.shutdown() before the next simulation, end a cluster on this machine with ray "
                            + "stop, and unset RAY_ADDRESS."),
            new FailureKind(
                    "connection-lost",
                    REASON,
                    List.of(
                            "socket closed",
                            "stream removed",
                            "rst_stream",
                            "statuscode.unavailable … reset by peer",
                            "statuscode.unavailable … broken pipe",
                            "too many pings",
                            "goaway",
                            "grpcbridgeclosed"),
                    "The connection between the Flower server and a client ended during the training.",
                    "Find the program that ended first, the server or a client, in the log. If both still run, check"
                            + " the network and its proxies."),
            new FailureKind(
                    "superlink-unreachable",
                    REASON,
                    List.of(
                            "statuscode.unavailable",
                            "failed to connect to all addresses",
                            "superlink unavailable",
                            "connection to the superlink is unavailable",
                            "unable to connect to the superlink"),
                    "The Flower server or SuperLink does not answer at the configured address.",
                    "Check that it runs, and compare its address and port with those of the clients."),
            new FailureKind(
                    "wrong-flower-server",
                    REASON,
                    List.of("statuscode.unimplemented"),
                    "The server at this address is another program, or another version of Flower.",
                    "Compare the versions of Flower and the ports of server and clients."),
            new FailureKind(
                    "flower-version",
                    REASON,
                    List.of(
                            "no module named 'flwr.",
                            "cannot import name … from 'flwr",
                            "module 'flwr… has no attribute"),
                    "The script was written for another version of Flower than the one that is installed.",
                    "Install the version of flwr that the project's requirements name, or change the import to"
                            + " this version."));

    private FailuresOfFlower() {}
}
