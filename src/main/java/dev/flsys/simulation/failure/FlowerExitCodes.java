package dev.flsys.simulation.failure;

import static dev.flsys.simulation.failure.FailureKind.Evidence.LAST;
import static dev.flsys.simulation.failure.FailureKind.Evidence.OUTPUT;

import java.util.List;

/**
 * The exit codes that Flower logs as {@code Exit Code: 701} ({@code flwr.supercore.exit}, Flower 1.41).
 *
 * <p>The file is long because it is a table with one row for each kind of failure.
 */
final class FlowerExitCodes {

    static final List<FailureKind> KINDS = List.of(
            new FailureKind(
                    "flower-101",
                    OUTPUT,
                    List.of("exit code: 101"),
                    "The licence of the SuperLink is invalid or has expired.",
                    "Renew the licence, or use the SuperLink without one."),
            new FailureKind(
                    "flower-102",
                    OUTPUT,
                    List.of("exit code: 102"),
                    "The SuperLink needs a licence key.",
                    "Set FLWR_LICENSE_KEY for the SuperLink."),
            new FailureKind(
                    "flower-103",
                    OUTPUT,
                    List.of("exit code: 103"),
                    "FLWR_LICENSE_URL is not a valid URL.",
                    "Correct FLWR_LICENSE_URL for the SuperLink."),
            new FailureKind(
                    "flower-104",
                    OUTPUT,
                    List.of("exit code: 104"),
                    "The SuperLink does not accept its arguments.",
                    "Compare the arguments with flower-superlink --help."),
            new FailureKind(
                    "flower-105",
                    OUTPUT,
                    List.of("exit code: 105"),
                    "The database of the SuperLink was written by another version of Flower.",
                    "Start the SuperLink with a new database, or install the version of Flower that wrote it."),
            new FailureKind(
                    "flower-200",
                    OUTPUT,
                    List.of("exit code: 200", "inconsistentmessagereplies"),
                    "The replies of the clients do not fit together, so that the strategy cannot aggregate them.",
                    "Each client must return one ArrayRecord and one MetricRecord with the same keys, and the key"
                            + " of the weight, such as num-examples."),
            new FailureKind(
                    "flower-202",
                    OUTPUT,
                    List.of("exit code: 202", "aggregationerror"),
                    "The strategy failed while it aggregated the replies of the clients.",
                    "Read the error before this line, and check the shapes and keys of what clients return."),
            new FailureKind(
                    "flower-203",
                    OUTPUT,
                    List.of("exit code: 203"),
                    "The SuperLink did not let the run start.",
                    "Check with flwr ls whether the run was stopped, and submit it again."),
            new FailureKind(
                    "flower-250",
                    OUTPUT,
                    List.of("exit code: 250"),
                    "A ClientApp cannot reach its SuperNode.",
                    "Check that the SuperNode runs, and compare the addresses."),
            new FailureKind(
                    "flower-302",
                    OUTPUT,
                    List.of("exit code: 302"),
                    "The private key of the SuperNode is not a valid elliptic curve key.",
                    "Make a key with ssh-keygen -t ecdsa -b 384, and name its file in --auth-supernode-private-key."),
            new FailureKind(
                    "flower-303",
                    OUTPUT,
                    List.of("exit code: 303"),
                    "The SuperNode has a private key, but no TLS.",
                    "Give it the root certificates of the SuperLink (--root-certificates), or remove the key."),
            new FailureKind(
                    "flower-304",
                    OUTPUT,
                    List.of("exit code: 304"),
                    "The SuperNode cannot read its file of trusted entities.",
                    "Check path and YAML of the file in --trusted-entities."),
            new FailureKind(
                    "flower-305",
                    OUTPUT,
                    List.of("exit code: 305"),
                    "The SuperNode cannot connect to the SuperLink.",
                    "Check that the SuperLink runs, and compare --superlink with its address."),
            new FailureKind(
                    "flower-400",
                    OUTPUT,
                    List.of("exit code: 400"),
                    "The configuration of Flower's SuperExec is not valid YAML.",
                    "Correct the YAML of the plugin configuration."),
            new FailureKind(
                    "flower-401",
                    OUTPUT,
                    List.of("exit code: 401"),
                    "Flower's SuperExec cannot load its secret.",
                    "Check path and access rights of the file with the secret."),
            new FailureKind(
                    "flower-402",
                    OUTPUT,
                    List.of("exit code: 402"),
                    "Flower's SuperExec cannot use its executor configuration.",
                    "Compare the executor configuration with the documentation of this version of Flower."),
            new FailureKind(
                    "flower-500",
                    OUTPUT,
                    List.of("exit code: 500"),
                    "The public key of the node is not a valid elliptic curve key.",
                    "Make a key with ssh-keygen -t ecdsa -b 384, and name its .pub file."),
            new FailureKind(
                    "flower-600",
                    OUTPUT,
                    List.of("exit code: 600"),
                    "An address is not a host and port without a prefix.",
                    "Write it as host:port, for example 127.0.0.1:9092."),
            new FailureKind(
                    "flower-602",
                    OUTPUT,
                    List.of("exit code: 602"),
                    "This part of Flower has no TLS.",
                    "Start it with --insecure."),
            new FailureKind(
                    "flower-603",
                    OUTPUT,
                    List.of("exit code: 603", "the '--insecure' flag disables https, but"),
                    "--root-certificates and --insecure exclude each other.",
                    "Remove one of the two options."),
            new FailureKind(
                    "flower-604",
                    OUTPUT,
                    List.of("exit code: 604", "path argument … does not point to a file"),
                    "A file that an option of Flower names is not there.",
                    "Correct the path. Relative paths begin in the project's folder, where the script runs."),
            new FailureKind(
                    "flower-605",
                    OUTPUT,
                    List.of("exit code: 605"),
                    "The TLS certificates of the server are incomplete or invalid.",
                    "Give the CA certificate, the server certificate and its key, which must belong together."),
            new FailureKind(
                    "flower-606",
                    OUTPUT,
                    List.of("exit code: 606"),
                    "The versions of Flower on both sides do not fit.",
                    "Install the same version of flwr for the SuperLink, the SuperNodes and the app."),
            new FailureKind(
                    "flower-607",
                    LAST,
                    List.of("exit code: 607"),
                    "The Flower app failed to import a module.",
                    "Install the missing package in the project's Python, and add it to dependencies of"
                            + " pyproject.toml."),
            new FailureKind(
                    "flower-608",
                    LAST,
                    List.of("exit code: 608"),
                    "Flower could not install the dependencies of the app.",
                    "Install the dependencies by hand in the project's Python. The lines before show pip's reason."),
            new FailureKind(
                    "flower-201",
                    LAST,
                    List.of("exit code: 201"),
                    "The ServerApp raised an exception that FLSys does not know.",
                    "Fix the line that the traceback names."),
            new FailureKind(
                    "flower-700",
                    LAST,
                    List.of("exit code: 700"),
                    "Flower's simulation ended with an exception that FLSys does not know.",
                    "Fix the line that the traceback names."),
            new FailureKind(
                    "flower-800",
                    LAST,
                    List.of("exit code: 800"),
                    "A process of Flower ended with an exception that FLSys does not know.",
                    "Fix the line that the traceback names."));

    private FlowerExitCodes() {}
}
