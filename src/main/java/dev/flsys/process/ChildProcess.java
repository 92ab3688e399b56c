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
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * A child process that leads its own process group and whose standard input is empty.
 *
 * <p>One thread reads {@link #output()}; any thread may call every other method. {@link #close()} ends the whole tree,
 * so a child that is started in a try block leaves nothing behind.
 */
public final class ChildProcess implements AutoCloseable {

    /** The program of util-linux that makes its child the leader of a new session, and so of a new process group. */
    private static final List<Path> SETSID = List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

    /** After the end of the tree, the output ends when it has been silent for so long. */
    private static final Duration LAST_OUTPUT = Duration.ofSeconds(1);

    private final Process process;
    private final ProcessTree tree;
    private final ChildOutput output;

    private ChildProcess(Process process, ProcessTree tree) {
        this.process = process;
        this.tree = tree;
        this.output = new ChildOutput(process.getInputStream(), LAST_OUTPUT);
        output.start("flsys-pipe-" + process.pid());
    }

    /**
     * Starts a child. It inherits the environment of the service without the secrets of the service.
     *
     * @throws IOException if the program or the directory does not exist or may not be used
     */
    public static ChildProcess start(Launch launch) throws IOException {
        return start(launch, builder -> builder.redirectErrorStream(true));
    }

    /**
     * Starts a child as {@link #start} does, but drops standard error: {@link #output()} is standard output only.
     *
     * @throws IOException if the program or the directory does not exist or may not be used
     */
    public static ChildProcess startWithoutErrors(Launch launch) throws IOException {
        return start(launch, builder -> builder.redirectError(ProcessBuilder.Redirect.DISCARD));
    }

    private static ChildProcess start(Launch launch, UnaryOperator<ProcessBuilder> errors) throws IOException {
        List<String> command = new ArrayList<>();
        boolean ownGroup = hasOwnGroup();
        if (ownGroup) {
            Programs.require(launch.command().get(0), launch.directory());
            command.add("setsid");
        }
        command.addAll(launch.command());
        ProcessBuilder builder = errors.apply(new ProcessBuilder(command)
                .directory(launch.directory().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(nullDevice())));
        Map<String, String> environment = builder.environment();
        environment.putAll(launch.environment());
        environment.put(Launch.MARKER_VARIABLE, launch.marker());
        Secret.removeFrom(environment);
        Process process = builder.start();
        return new ChildProcess(process, new ProcessTree(process.toHandle(), ownGroup, launch.marker()));
    }

    /** Whether children on this machine are started into process groups of their own. */
    static boolean hasOwnGroup() {
        return SETSID.stream().anyMatch(Files::isExecutable);
    }

    private static File nullDevice() {
        return new File(System.getProperty("os.name", "").startsWith("Windows") ? "NUL" : "/dev/null");
    }

    /** The child's process id, which is the id of its group too. */
    public long pid() {
        return process.pid();
    }

    /** The identity of the child, for a later start of the service. */
    public ProcessIdentity identity() {
        return ProcessIdentity.of(process.toHandle());
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

    /** Whether the child itself still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the child itself to end. */
    public ExitStatus waitFor() throws InterruptedException {
        return new ExitStatus(process.waitFor());
    }

    /** Waits at most {@code limit}; whether the child itself has ended. */
    public boolean waitFor(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The memory of the whole tree in bytes; 0 where it cannot be measured. */
    long memoryBytes() {
        return ProcessMemory.of(tree.members());
    }

    /** Runs {@code action}, which must not block, once the child itself has ended. */
    public void onExit(Runnable action) {
        var unused = process.onExit().thenRun(action);
    }

    /** Sends TERM to the whole tree, waits at most {@code grace}, then kills the processes that are left. */
    public void end(Duration grace) {
        tree.end(grace);
        output.endSoon();
    }

    /** Kills the processes of the tree that are left. */
    @Override
    public void close() {
        end(Duration.ZERO);
    }
}
