package dev.flsys.simulation.failure;

import static dev.flsys.simulation.failure.FailureKind.Evidence.LAST;
import static dev.flsys.simulation.failure.FailureKind.Evidence.OUTPUT;
import static dev.flsys.simulation.failure.FailureKind.Evidence.REASON;

import java.util.List;

/**
 * Failures of Python code and of the files that it reads.
 *
 * <p>The file is long because it is a table with one row for each kind of failure.
 */
final class FailuresOfPython {

    static final List<FailureKind> KINDS = List.of(
            new FailureKind(
                    "syntax",
                    REASON,
                    List.of("syntaxerror", "indentationerror", "taberror"),
                    "Python cannot read a source file.",
                    "Correct the line. Lines that begin with ! or % belong to notebooks, and a newer syntax needs a newer"
                            + " Python."),
            new FailureKind(
                    "main-guard",
                    OUTPUT,
                    List.of(
                            "an attempt has been made to start a new process before the",
                            "has finished its bootstrapping phase"),
                    "The script starts processes while it is imported.",
                    "Put the start of the program into a function that runs only if __name__ is __main__."),
            new FailureKind(
                    "recursion",
                    REASON,
                    List.of("recursionerror"),
                    "A function calls itself without end.",
                    "Add the condition that ends the recursion, or use a loop."),
            new FailureKind(
                    "weights-only",
                    REASON,
                    List.of("weights only load failed", "weightsunpickler error"),
                    "The file holds more than weights, and torch.load reads only weights since PyTorch 2.6.",
                    "Save model.state_dict() instead of the model. For a file that you trust, load it with"
                            + " weights_only=False."),
            new FailureKind(
                    "file-damaged",
                    REASON,
                    List.of(
                            "pytorchstreamreader failed",
                            "badzipfile",
                            "badgzipfile",
                            "ran out of input",
                            "unpicklingerror: invalid load key",
                            "unpicklingerror: unpickling stack underflow",
                            "unidentifiedimageerror",
                            "file is not a zip file",
                            "invalid header or archive is corrupted",
                            "unexpected end of data",
                            "unexpected eof",
                            "dataset not found or corrupted",
                            "not a gzipped file",
                            "crc check failed",
                            "failed finding central directory"),
                    "A file that the script reads is damaged, incomplete or of another format.",
                    "Write or download it again, and check that a Git LFS file was pulled (git lfs pull)."),
            new FailureKind(
                    "pickle",
                    REASON,
                    List.of("can't pickle", "cannot pickle", "picklingerror", "can't get attribute"),
                    "An object cannot be sent to another process, or was written by a class that is not there now.",
                    "Use functions and classes of a module instead of lambdas and local ones, and create locks and"
                            + " files in the process that uses them."),
            new FailureKind(
                    "json",
                    REASON,
                    List.of("jsondecodeerror"),
                    "A file or answer that the script reads is not valid JSON.",
                    "Correct the place that the message names."),
            new FailureKind(
                    "yaml",
                    REASON,
                    List.of(
                            "yaml.scanner.",
                            "yaml.parser.",
                            "yaml.constructor.",
                            "scannererror",
                            "parsererror: while parsing"),
                    "A configuration file is not valid YAML.",
                    "Correct the line that the message names: indent with spaces, and put a space after each colon."),
            new FailureKind(
                    "toml",
                    REASON,
                    List.of("tomldecodeerror", "tomlkit.exceptions"),
                    "A configuration file is not valid TOML.",
                    "Correct the place that the message names: texts need quotes."),
            new FailureKind(
                    "encoding",
                    REASON,
                    List.of("unicodedecodeerror", "unicodeencodeerror"),
                    "A file has another encoding than the script expects.",
                    "Open it with the right encoding, for example with encoding utf-8 or gbk, or as binary."),
            new FailureKind(
                    "database-locked",
                    REASON,
                    List.of("database is locked"),
                    "Another process uses the same SQLite database.",
                    "End that process, or give each run its own database."),
            new FailureKind(
                    "data-set-script",
                    REASON,
                    List.of("dataset scripts are no longer supported"),
                    "The data set is a script, and datasets 4 and later run no scripts.",
                    "Install 'datasets<4' in the project's Python, or use a copy of the data set without a "
                            + "script."),
            new FailureKind(
                    "data-set-missing",
                    REASON,
                    List.of(
                            "dataset not found",
                            "you can use download=true",
                            "found no valid file for the classes",
                            "couldn't find any class folder",
                            "couldn't find any data file",
                            "dataset '… doesn't exist on the hub",
                            "datasetnotfounderror"),
                    "The data set is not where the script looks for it.",
                    "Put the data set into the project, correct its path, or let the script download it"
                            + " (download=True)."),
            new FailureKind(
                    "file-missing",
                    REASON,
                    List.of("filenotfounderror", "no such file or directory"),
                    "A file or folder that the script opens is not there.",
                    "Create it or correct its path. Relative paths begin in the project's folder, where the script"
                            + " runs."),
            new FailureKind(
                    "file-exists",
                    REASON,
                    List.of("fileexistserror"),
                    "A file or folder that the script creates already exists.",
                    "Have it use exist_ok=True or a new name for each run, or delete the old one."),
            new FailureKind(
                    "folder",
                    REASON,
                    List.of("isadirectoryerror", "notadirectoryerror"),
                    "The script uses a folder as a file, or a file as a folder.",
                    "Correct the path."),
            new FailureKind(
                    "permission",
                    REASON,
                    List.of("permissionerror", "permission denied", "operation not permitted"),
                    "The user that runs the service may not do this.",
                    "Check the owner and the rights of the file or folder."),
            new FailureKind(
                    "certificate",
                    REASON,
                    List.of(
                            "certificate_verify_failed",
                            "certificate verify failed",
                            "self-signed certificate",
                            "ssl_error_ssl: … certificate"),
                    "The certificate of a server cannot be verified.",
                    "Add the certificate authority to the system, or name it in SSL_CERT_FILE or --root-certificates."),
            new FailureKind(
                    "tls",
                    REASON,
                    List.of(
                            "wrong_version_number",
                            "wrong version number",
                            "ssleoferror",
                            "handshake failure",
                            "ssl_error_ssl"),
                    "One side of a connection uses TLS, and the other does not.",
                    "Use TLS on both sides, or on neither side (--insecure, or http:// instead of https://)."),
            new FailureKind(
                    "download-refused",
                    REASON,
                    List.of(
                            "http error 4",
                            "http error 5",
                            "client error: ",
                            "server error: ",
                            "gatedrepoerror",
                            "repositorynotfounderror"),
                    "A server refused a download.",
                    "Check the address and whether it needs a login or token. A data set can be put into the"
                            + " project before."),
            new FailureKind(
                    "host-unreachable",
                    REASON,
                    List.of(
                            "name or service not known",
                            "temporary failure in name resolution",
                            "failed to resolve",
                            "nodename nor servname",
                            "no address associated with hostname",
                            "max retries exceeded",
                            "network is unreachable",
                            "no route to host",
                            "couldn't reach",
                            "we couldn't connect to 'https",
                            "offlinemodeisenabled",
                            "localentrynotfounderror"),
                    "A host cannot be reached from this machine.",
                    "Check its network and proxy. A data set that is downloaded can be put into the project before."),
            new FailureKind(
                    "connection-refused",
                    REASON,
                    List.of("connectionrefusederror", "connection refused", "connection reset by peer"),
                    "Nothing answers at an address that the script connects to, or the other side closed the"
                            + " connection.",
                    "Check that the other program runs, and compare address and port."),
            new FailureKind(
                    "timed-out",
                    REASON,
                    List.of(
                            "timeouterror",
                            "timed out",
                            "readtimeout",
                            "connecttimeout",
                            "statuscode.deadline_exceeded"),
                    "An answer or a result did not come in time.",
                    "Check network and load of the machine, or raise the time limit in the script."),
            new FailureKind(
                    "not-implemented",
                    REASON,
                    List.of("notimplementederror"),
                    "The script calls a method that is not written yet, or not for this kind of data.",
                    "Write the method in the subclass, or use another type or device."),
            new FailureKind(
                    "arguments",
                    LAST,
                    List.of(
                            "got an unexpected keyword argument",
                            "required positional argument",
                            "positional argument but",
                            "positional arguments but",
                            "multiple values for argument",
                            "missing … required keyword-only argument"),
                    "A function gets other arguments than it takes, often because a package has another version.",
                    "Compare the call with the function, and the package versions with the project's requirements."),
            new FailureKind(
                    "attribute",
                    LAST,
                    List.of("attributeerror: module '"),
                    "The module has no such function in the installed version.",
                    "Install the version of the package that the project's requirements name."),
            new FailureKind(
                    "none",
                    LAST,
                    List.of("'nonetype' object", "attributeerror: 'nonetype'"),
                    "A value is None where an object is expected.",
                    "Check why the function or key before it returned nothing."),
            new FailureKind(
                    "attribute-of-object",
                    LAST,
                    List.of("attributeerror: "),
                    "An object has no attribute or method with this name.",
                    "Correct the name, or compare the version of its package with the project's requirements."),
            new FailureKind(
                    "notebook",
                    REASON,
                    List.of("name 'get_ipython' is not defined"),
                    "The script was a notebook, and calls functions that only notebooks have.",
                    "Delete the lines with get_ipython()."),
            new FailureKind(
                    "name",
                    LAST,
                    List.of("nameerror", "unboundlocalerror"),
                    "The code uses a name that has no value at this point.",
                    "Define or import the name before this line."),
            new FailureKind(
                    "key",
                    LAST,
                    List.of("^keyerror"),
                    "A dictionary or run config has no such key.",
                    "Compare the key with the run config, the metrics of the clients and the columns of the data."),
            new FailureKind(
                    "division",
                    LAST,
                    List.of("zerodivisionerror", "weights sum to zero"),
                    "Something is divided by zero, often the number of examples of a client without data.",
                    "Check that each client has data, and that the number of examples is not 0."),
            new FailureKind(
                    "assertion",
                    LAST,
                    List.of("^assertionerror"),
                    "A check in the code failed.",
                    "Read the condition in the line, and correct the value that it checks."));

    private FailuresOfPython() {}
}
