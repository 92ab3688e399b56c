package dev.flsys.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The packaged application in its own process, started in a working directory with a {@code .env}. */
public final class PackagedService implements AutoCloseable {

    /** The folder of the package. */
    public static final Path FOLDER = Path.of("target/quarkus-app").toAbsolutePath();

    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofMinutes(1);
    private static final Pattern ADDRESS = Pattern.compile("Listening on: http://[^:]+:(\\d+)");

    private final Process process;
    private final Path log;

    private PackagedService(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    public static PackagedService start(Path workingDirectory) throws IOException {
        return start(workingDirectory, 0, Map.of());
    }

    public static PackagedService start(Path workingDirectory, int port) throws IOException {
        return start(workingDirectory, port, Map.of());
    }

    public static PackagedService start(Path workingDirectory, int port, Map<String, String> environment)
            throws IOException {
        return start(workingDirectory, port, environment, List.of());
    }

    /**
     * Starts the packaged service.
     *
     * @param port the port of the service; 0 for a free one
     * @param environment additional variables
     * @param options options of the JVM
     */
    public static PackagedService start(
            Path workingDirectory, int port, Map<String, String> environment, List<String> options) throws IOException {
        return start(workingDirectory, environment, List.of(), command(port, options));
    }

    /**
     * Starts the packaged service on a free port through another program.
     *
     * @param launcher a program with arguments that executes the command in further arguments, such as {@code nice}
     */
    public static PackagedService startThrough(List<String> launcher, Path workingDirectory) throws IOException {
        return start(workingDirectory, Map.of(), launcher, command(0, List.of()));
    }

    private static PackagedService start(
            Path workingDirectory, Map<String, String> environment, List<String> launcher, List<String> command)
            throws IOException {
        Path log = workingDirectory.resolve("service.log");
        ProcessBuilder builder = new ProcessBuilder(
                        Stream.concat(launcher.stream(), command.stream()).toList())
                .directory(workingDirectory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new PackagedService(builder.start(), log);
    }

    /** {@code java -jar}, or the executable of a build with {@code -Dnative}. */
    private static List<String> command(int port, List<String> options) {
        List<String> command = new ArrayList<>();
        String executable = System.getProperty("native.image.path");
        command.add(
                executable != null
                        ? executable
                        : ProcessHandle.current().info().command().orElse("java"));
        command.addAll(options);
        command.addAll(List.of("-Dquarkus.http.port=" + port, "-Dquarkus.http.host=127.0.0.1"));
        if (executable == null) {
            command.add("-jar");
            command.add(FOLDER.resolve("quarkus-run.jar").toString());
        }
        return command;
    }

    /** The port of the service. Waits until the service listens. */
    public int port() {
        await().atMost(START)
                .until(() -> !process.isAlive() || ADDRESS.matcher(log()).find());
        Matcher address = ADDRESS.matcher(log());
        assertThat(address.find()).as(log()).isTrue();
        return Integer.parseInt(address.group(1));
    }

    public long pid() {
        return process.pid();
    }

    public String log() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    /** The exit status. Waits until the process has ended. */
    public int awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(START.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** Sends SIGTERM without waiting for the end. */
    public void terminate() {
        process.destroy();
    }

    /** Ends the process with SIGTERM. */
    public void stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    /** Ends the process with SIGKILL. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }
}
