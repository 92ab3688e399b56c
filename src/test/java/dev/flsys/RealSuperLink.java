package dev.flsys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flsys.testsupport.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A {@code flower-superlink} and two {@code flower-supernode} of the sample's Python, on free ports of 127.0.0.1, and a
 * Flower home that names them {@code [superlink.grid]}. Their child processes end with them.
 */
public final class RealSuperLink implements AutoCloseable {

    private static final Path PROGRAMS =
            Path.of("flower-project-sample/.venv/bin").toAbsolutePath();
    private static final Duration START = Duration.ofMinutes(1);
    private static final String VARIABLE = "FLSYS_TEST_SUPERLINK";

    private final Path folder;
    private final Path project;
    private final String marker = UUID.randomUUID().toString();
    private final List<Process> processes = new ArrayList<>();

    private RealSuperLink(Path folder, Path project) {
        this.folder = folder;
        this.project = project;
    }

    /**
     * A SuperLink that is not started yet.
     *
     * @param folder the folder of its state
     * @param project the folder where apps write their models
     */
    public static RealSuperLink start(Path folder, Path project) throws IOException {
        assertThat(PROGRAMS.resolve("flower-superlink"))
                .as("the sample's .venv, which FlwrRunTest makes")
                .isExecutable();
        RealSuperLink superlink = new RealSuperLink(Files.createDirectories(folder), project);
        try {
            superlink.start();
            return superlink;
        } catch (RuntimeException | IOException failed) {
            superlink.close();
            throw failed;
        }
    }

    private void start() throws IOException {
        int port = freePort();
        Files.createDirectories(folder.resolve("home"));
        Files.writeString(folder.resolve("home/config.toml"), """
                [superlink.grid]
                address = "127.0.0.1:%d"
                insecure = true
                """.formatted(port));
        start(
                "flower-superlink",
                "--insecure",
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--database",
                folder.resolve("state.db").toString());
        await().atMost(START).until(() -> isOpen(port));
        for (int client = 0; client < 2; client++) {
            start(
                    "flower-supernode",
                    "--insecure",
                    "--superlink",
                    "127.0.0.1:" + port,
                    "--host",
                    "127.0.0.1",
                    "--port",
                    Integer.toString(freePort()),
                    "--node-config",
                    "partition-id=" + client + " num-partitions=2");
        }
    }

    /** The variables with which {@code flwr} finds the SuperLink. */
    public Map<String, String> environment() {
        return Map.of(
                "FLWR_HOME", folder.resolve("home").toString(),
                "FLWR_TELEMETRY_ENABLED", "0",
                "FLWR_DISABLE_UPDATE_CHECK", "1",
                "FLWR_DISABLE_RUNTIME_DEPENDENCY_INSTALLATION", "1");
    }

    /** The standard output of {@code flwr}. */
    public String flwr(String... words) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "flwr", ".out");
        Process process = builder("flwr", words)
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        processes.add(process);
        assertThat(process.waitFor(START.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    private void start(String program, String... words) throws IOException {
        Path log = folder.resolve(program + processes.size() + ".log");
        processes.add(builder(program, words)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start());
    }

    private ProcessBuilder builder(String program, String... words) {
        List<String> command = new ArrayList<>(List.of(PROGRAMS.resolve(program).toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile());
        Map<String, String> more = new HashMap<>(environment());
        more.put(VARIABLE, marker);
        more.put("PATH", PROGRAMS + ":" + System.getenv("PATH"));
        more.put("PYTHONIOENCODING", "utf-8");
        builder.environment().putAll(more);
        return builder;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroy);
        await().pollDelay(Duration.ZERO).atMost(START).until(() -> {
            Processes.withVariable(VARIABLE, marker)
                    .forEach(pid -> ProcessHandle.of(pid).ifPresent(process -> {
                        if (processes.stream().noneMatch(Process::isAlive)) {
                            process.destroyForcibly();
                        } else {
                            process.destroy();
                        }
                    }));
            return Processes.withVariable(VARIABLE, marker).isEmpty();
        });
    }
}
