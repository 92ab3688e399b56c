package dev.flsys.startcache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs the service for a few requests and has the JVM keep what it loaded: {@code java -cp quarkus-run.jar
 * dev.flsys.startcache.StartCache PROJECT SETTINGS [option of the JVM ...]}. The file lies beside the jar then; it fits
 * the same build of the JDK and the same jars at the same place.
 *
 * <p>It takes an application that was packaged as {@code aot-jar}: of classes that a class loader of Quarkus' own
 * defines, a JVM keeps little. The project is copied first, so that nothing is written into it.
 */
public final class StartCache {

    private StartCache() {}

    /**
     * Makes the start cache.
     *
     * @param arguments the sample project or one with the same models, a file with its settings ({@code .env.example}),
     *     and options that the JVM will be started with later, such as its collector
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length < 2) {
            throw new IllegalArgumentException("Arguments: PROJECT SETTINGS [option of the JVM ...]");
        }
        Path jar = Path.of(System.getProperty("java.class.path")).toAbsolutePath();
        List<String> options = List.of(arguments).subList(2, arguments.length);
        CacheKind kind = CacheKind.of(Runtime.version().feature());
        Path cache = kind.beside(jar);
        Files.deleteIfExists(cache);
        make(jar, kind.recording(cache), options, Path.of(arguments[0]), Path.of(arguments[1]));
        if (!Files.exists(cache)) {
            throw new IOException("The JVM has written no " + cache);
        }
        System.out.printf("%s: %,d bytes; start the service with %s%n", cache, Files.size(cache), kind.using(cache));
    }

    private static void make(Path jar, String recording, List<String> options, Path project, Path settings)
            throws IOException, InterruptedException {
        try (TrainingFolder folder = TrainingFolder.of(project, settings);
                TrainedService service = TrainedService.start(jar, recording, options, folder)) {
            new TrainingRequests(service.port()).send(project);
            service.end();
        }
    }
}
