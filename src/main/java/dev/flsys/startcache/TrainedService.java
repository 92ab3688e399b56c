package dev.flsys.startcache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The service in a JVM that takes down what it loads. */
final class TrainedService implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(2);
    /** A JDK 25 starts another JVM that writes the cache. */
    private static final Duration END = Duration.ofMinutes(3);

    private static final Pattern ADDRESS = Pattern.compile("Listening on: http://[^:]+:(\\d+)");
    private static final long LOOK_MILLIS = 50;

    private final Process process;
    private final Path log;

    private TrainedService(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static TrainedService start(Path jar, String recording, List<String> options, TrainingFolder folder)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(recording);
        command.addAll(options);
        command.addAll(folder.properties());
        command.add("-Dquarkus.http.host=127.0.0.1");
        command.add("-Dquarkus.http.port=0");
        command.add("-jar");
        command.add(jar.toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.path().toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.log().toFile());
        // Settings of whoever builds would win over those of the folder.
        String settings = Files.readString(folder.path().resolve(".env"));
        builder.environment().keySet().removeIf(key -> key.startsWith("QUARKUS_") || isSetting(key, settings));
        builder.environment().put("DJL_CACHE_DIR", folder.temporary().toString());
        return new TrainedService(builder.start(), folder.log());
    }

    /** Whether the file has it, commented out or not. */
    private static boolean isSetting(String key, String settings) {
        return settings.lines().anyMatch(line -> line.startsWith(key + "=") || line.startsWith("#" + key + "="));
    }

    /** Where it listens, once it does. */
    int port() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (process.isAlive() && System.nanoTime() < deadline) {
            Matcher address = ADDRESS.matcher(output());
            if (address.find()) {
                return Integer.parseInt(address.group(1));
            }
            process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
        throw new IOException("The service has not started:\n" + output());
    }

    /** Ends it in good order, upon which the JVM writes the cache. */
    void end() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("The service has not ended:\n" + output());
        }
        if (process.exitValue() != 0) {
            throw new IOException("The service has ended with status " + process.exitValue() + ":\n" + output());
        }
    }

    private String output() throws IOException {
        return Files.readString(log, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
