package dev.flsys.process;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The parent of a child on Linux: a small process that adopts every descendant of the child that loses its parent, see
 * {@code PR_SET_CHILD_SUBREAPER} in prctl(2). A process that tries to leave the tree in any way is still a descendant
 * of the subreaper. The subreaper ends when it has no child left.
 *
 * <p>It is a program for the Python of the system. Its standard input is the command, with a NUL after each word. Its
 * standard error is the process id of the child and, in a second line, the exit status of the child. Its second
 * argument is the limit of memory for itself and its children, see {@link DataLimit}.
 */
final class Subreaper {

    private static final List<Path> PYTHON = List.of(Path.of("/usr/bin/python3"), Path.of("/usr/local/bin/python3"));

    private static final String PROGRAM = """
            import ctypes, os, signal, sys
            ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
            os.setsid()
            if sys.argv[2]:
                import resource
                soft = -1 if sys.argv[2] == "unlimited" else int(sys.argv[2])
                resource.setrlimit(resource.RLIMIT_DATA, (soft, resource.getrlimit(resource.RLIMIT_DATA)[1]))
            for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
                signal.signal(number, lambda *ignored: None)
            words = sys.stdin.buffer.read().split(b"\\0")[:-1]
            if not words:
                sys.exit(1)
            with open("/proc/self/environ", "rb") as file:
                environment = dict(each.split(b"=", 1) for each in file.read().split(b"\\0") if b"=" in each)
            null = os.open(os.devnull, os.O_RDWR)
            child = os.fork()
            if child == 0:
                try:
                    os.setsid()
                    os.dup2(null, 0)
                    os.dup2(1 if sys.argv[1] == "errors" else null, 2)
                    for number in signal.SIGPIPE, signal.SIGXFSZ:
                        signal.signal(number, signal.SIG_DFL)
                    os.execvpe(words[0], words, environment)
                except OSError as failed:
                    os.write(2, words[0] + b": " + failed.strerror.encode() + b"\\n")
                finally:
                    os._exit(127)
            os.dup2(null, 0)
            os.dup2(null, 1)
            def report(number):
                try:
                    os.write(2, b"%d\\n" % number)
                except OSError:
                    pass
            report(child)
            while True:
                try:
                    ended, status = os.wait()
                except ChildProcessError:
                    os._exit(0)
                if ended == child:
                    code = os.waitstatus_to_exitcode(status) if hasattr(os, "waitstatus_to_exitcode") else (
                        os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status))
                    report(code if code >= 0 else 128 - code)
                    os.dup2(null, 2)
            """;

    private final Process process;
    private final BufferedReader reports;
    private final long child;

    private Subreaper(Process process, BufferedReader reports, long child) {
        this.process = process;
        this.reports = reports;
        this.child = child;
    }

    /** The words that start it; empty on systems without it. */
    static Optional<List<String>> command(boolean errors) {
        return PYTHON.stream()
                .filter(python -> ProcessTable.isAvailable() && Files.isExecutable(python))
                .findFirst()
                .map(python -> List.of(
                        python.toString(),
                        "-I",
                        "-S",
                        "-X",
                        "utf8",
                        "-c",
                        PROGRAM,
                        errors ? "errors" : "output",
                        DataLimit.forChildren()));
    }

    /**
     * Makes {@code process}, which was started with {@link #command}, start a child. Empty if that fails.
     *
     * @param words the program and its arguments
     */
    static Optional<Subreaper> startChild(Process process, List<String> words) {
        BufferedReader reports =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        try (OutputStream in = process.getOutputStream()) {
            in.write(join(words));
        } catch (IOException itHasEnded) {
            // The subreaper reports no child.
        }
        try {
            long child = Long.parseLong(String.valueOf(reports.readLine()));
            return Optional.of(new Subreaper(process, reports, child));
        } catch (IOException | NumberFormatException unusable) {
            process.destroyForcibly();
            return Optional.empty();
        }
    }

    /** The words as the JVM passes them to a program. */
    private static byte[] join(List<String> words) {
        Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (String word : words) {
            joined.writeBytes(word.getBytes(charset));
            joined.write(0);
        }
        return joined.toByteArray();
    }

    /** The process id of the child. */
    long child() {
        return child;
    }

    /** The exit status of the child once it has ended, with 128 added to the number of a signal. */
    CompletableFuture<Integer> status() {
        CompletableFuture<Integer> status = new CompletableFuture<>();
        Thread thread = new Thread(() -> status.complete(readStatus()), "flsys-status-" + child);
        thread.setDaemon(true);
        thread.start();
        return status;
    }

    /** The reported exit status of the child, or the exit status of the subreaper if the subreaper was killed. */
    private int readStatus() {
        try (reports) {
            return Integer.parseInt(String.valueOf(reports.readLine()));
        } catch (IOException | NumberFormatException killed) {
            return process.onExit().join().exitValue();
        }
    }
}
