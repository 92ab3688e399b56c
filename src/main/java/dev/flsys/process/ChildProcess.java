package dev.flsys.process;

import dev.flsys.settings.Secret;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A child process that leads its own process group and whose standard input is empty.
 *
 * <p>One thread reads {@link #output()}; any thread may call every other method. {@link #close()} ends the whole tree,
 * so a child that is started in a try block leaves nothing behind.
 */
public final class ChildProcess implements AutoCloseable {

    /** The program of util-linux that makes its child the leader of a new session, and so of a new process group. */
    private static final List<Path> SETSID = List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

    /** The time of silence after which the output ends, once the tree has ended. */
    private static final Duration LAST_OUTPUT = Duration.ofSeconds(1);

    private final long pid;
    private final ProcessIdentity identity;
    private final CompletableFuture<Integer> status;
    private final ProcessTree tree;
    private final ChildOutput output;

    /**
     * @param process the child, or its subreaper
     * @param pid the process id of the child
     * @param status the exit status of the child, once it has ended
     */
    private ChildProcess(Process process, long pid, CompletableFuture<Integer> status, ProcessTree tree) {
        this.pid = pid;
        this.identity = ProcessIdentity.of(pid);
        this.status = status;
        this.tree = tree;
        this.output = new ChildOutput(process.getInputStream(), LAST_OUTPUT);
        output.start("flsys-pipe-" + pid);
    }

    /**
     * Starts a child. It inherits the environment of the service without the secrets of the service.
     *
     * @throws IOException if the program or the directory does not exist or may not be used
     */
    public static ChildProcess start(Launch launch) throws IOException {
        return start(launch, true);
    }

    /**
     * Starts a child as {@link #start} does, but drops standard error: {@link #output()} is standard output only.
     *
     * @throws IOException if the program or the directory does not exist or may not be used
     */
    public static ChildProcess startWithoutErrors(Launch launch) throws IOException {
        return start(launch, false);
    }

    private static ChildProcess start(Launch launch, boolean errors) throws IOException {
        boolean ownGroup = hasOwnGroup();
        if (ownGroup) {
            Programs.require(launch.command().get(0), launch.directory());
        }
        Optional<ChildProcess> adopted = startAdopted(launch, errors);
        return adopted.isPresent() ? adopted.get() : startDirect(launch, errors, ownGroup);
    }

    /** Starts a child below a {@link Subreaper}; empty if the system has none, or if it cannot start the child. */
    private static Optional<ChildProcess> startAdopted(Launch launch, boolean errors) throws IOException {
        Optional<List<String>> command = Subreaper.command(errors);
        if (command.isEmpty()) {
            return Optional.empty();
        }
        Process process = builder(launch, command.get()).start();
        // This call reads the output of the process, which the process closes once it has started the child.
        ProcessTree tree = ProcessTree.adopted(process.toHandle(), launch.marker());
        return Subreaper.startChild(process, launch.command())
                .map(subreaper -> new ChildProcess(process, subreaper.child(), subreaper.status(), tree));
    }

    /** Starts a child of this process. */
    static ChildProcess startDirect(Launch launch, boolean errors, boolean ownGroup) throws IOException {
        List<String> command = new ArrayList<>(DataLimit.starter());
        if (ownGroup) {
            command.add("setsid");
        }
        command.addAll(launch.command());
        ProcessBuilder builder = builder(launch, command)
                .redirectInput(ProcessBuilder.Redirect.from(nullDevice()))
                .redirectErrorStream(errors);
        if (!errors) {
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        }
        Process process = builder.start();
        ProcessTree tree = new ProcessTree(process.toHandle(), ownGroup, launch.marker());
        return new ChildProcess(process, process.pid(), process.onExit().thenApply(Process::exitValue), tree);
    }

    private static ProcessBuilder builder(Launch launch, List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(launch.directory().toFile());
        Map<String, String> environment = builder.environment();
        environment.putAll(launch.environment());
        environment.put(Launch.MARKER_VARIABLE, launch.marker());
        Secret.removeFrom(environment);
        return builder;
    }

    /** Whether children on this machine are started in their own process groups. */
    static boolean hasOwnGroup() {
        return SETSID.stream().anyMatch(Files::isExecutable);
    }

    private static File nullDevice() {
        return new File(System.getProperty("os.name", "").startsWith("Windows") ? "NUL" : "/dev/null");
    }

    /** The child's process id, which is the id of its group too. */
    public long pid() {
        return pid;
    }

    /** The identity of the child, for a later start of the service. */
    public ProcessIdentity identity() {
        return identity;
    }

    /**
     * Standard output as a stream of bytes, with standard error in it unless standard error is dropped. It ends when
     * every process has closed it, and also when the tree was ended, even if a process still holds it.
     */
    public InputStream output() {
        return output;
    }

    /**
     * Notes the processes of the tree that run now, so that {@link #end} finds them when they have lost their parents.
     */
    public void remember() {
        tree.remember();
    }

    /**
     * The usage of the tree now; {@link ProcessUsage#NONE} on systems without {@code /proc}. Notes the processes as
     * {@link #remember} does. A parent includes the usage of the children that it waited for. While such a child ends,
     * the sums fall for a moment, so callers keep the largest sums.
     */
    public ProcessUsage usage() {
        return tree.usage();
    }

    /** Whether the child itself still runs. */
    public boolean isAlive() {
        return !status.isDone();
    }

    /** Waits for the child itself to end. */
    public ExitStatus waitFor() throws InterruptedException {
        try {
            return new ExitStatus(status.get());
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Waits at most {@code limit}, and returns whether the child itself has ended. */
    public boolean waitFor(Duration limit) throws InterruptedException {
        try {
            status.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException running) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The memory of the whole tree in bytes; 0 where it cannot be measured. */
    long memoryBytes() {
        return ProcessMemory.of(tree.members());
    }

    /** Runs {@code action}, which must not block, once the child itself has ended. */
    public void onExit(Runnable action) {
        var unused = status.thenRun(action);
    }

    /** Sends TERM to the whole tree, waits at most {@code grace}, then kills the remaining processes. */
    public void end(Duration grace) {
        tree.end(grace);
        output.endSoon();
    }

    /** Kills the remaining processes of the tree. */
    @Override
    public void close() {
        end(Duration.ZERO);
    }
}
