package dev.flsys.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What images and manifests have to agree with: the sources of the service, read as text. */
public final class Repository {

    public static final Path ROOT = Path.of("").toAbsolutePath();

    /** What Flower reads from the environment of the service, beside the service's own keys. */
    public static final Set<String> OF_FLOWER = Set.of("FLWR_HOME");

    private Repository() {}

    public static String text(String path) {
        try {
            return Files.readString(ROOT.resolve(path));
        } catch (IOException unreadable) {
            throw new AssertionError(path, unreadable);
        }
    }

    /** The keys of {@code .env.example}. */
    public static Set<String> settings() {
        return all("(?m)^#?([A-Z_]+)=", text(".env.example"));
    }

    /** Those without which the service does not start: the comment above them ends in {@code Required.} */
    public static Set<String> requiredSettings() {
        return all("(?m)Required\\.\\n([A-Z_]+)=", text(".env.example"));
    }

    public static boolean isSecret(String key) {
        return Pattern.compile("SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIAL|PRIVATE|_KEY$")
                .matcher(key)
                .find();
    }

    public static String version() {
        return one("<artifactId>flsys</artifactId>\\s*<version>([^<]+)<", text("pom.xml"));
    }

    public static String pytorchVersion() {
        return one("<pytorch.version>([^<]+)<", text("pom.xml"));
    }

    public static String property(String key, String absent) {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(ROOT.resolve("src/main/resources/application.properties"))) {
            properties.load(reader);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
        return properties.getProperty(key, absent);
    }

    public static int httpPort() {
        return Integer.parseInt(property("quarkus.http.port", "8080"));
    }

    public static String healthPath() {
        return "/" + property("quarkus.http.non-application-root-path", "q") + "/"
                + property("quarkus.smallrye-health.root-path", "health");
    }

    /**
     * How long the service may take from SIGTERM to its end: connections are accepted while simulations end, and for
     * SHUTDOWN_DELAY at least; then answers are waited for.
     *
     * @param settings those that are set
     */
    public static Duration drain(Map<String, String> settings) {
        Duration simulations = duration("SIMULATION_STOP_GRACE", settings)
                .plusSeconds(Long.parseLong(
                        one("STOP_PATIENCE = Duration.ofSeconds\\((\\d+)\\)", simulation("Simulations"))))
                .plusSeconds(Long.parseLong(one(
                        "LAST_EVENTS = Duration.ofSeconds\\((\\d+)\\)",
                        text("src/main/java/dev/flsys/live/LiveSessions.java"))));
        Duration delay = duration("SHUTDOWN_DELAY", settings);
        return (delay.compareTo(simulations) > 0 ? delay : simulations).plus(duration("SHUTDOWN_TIMEOUT", settings));
    }

    /** As it is set, or its default, which stands in {@code .env.example}. */
    private static Duration duration(String key, Map<String, String> settings) {
        String written = settings.get(key);
        return duration(written == null ? one("(?m)^#" + key + "=(\\S+)", text(".env.example")) : written);
    }

    private static String simulation(String type) {
        return text("src/main/java/dev/flsys/simulation/" + type + ".java");
    }

    /** {@code 500ms}, {@code 5s} or {@code 2m}. */
    public static Duration duration(String written) {
        return written.endsWith("ms")
                ? Duration.ofMillis(Long.parseLong(written.replace("ms", "")))
                : Duration.parse("PT" + written.toUpperCase(Locale.ROOT));
    }

    /** The Dockerfiles by the image that the comment at their top has them make: {@code -t flsys:0.1.0}. */
    public static Map<String, Path> images() {
        try (Stream<Path> files = Files.list(ROOT.resolve("docker"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("Dockerfile"))
                    .collect(Collectors.toMap(
                            file -> one(
                                    "-f docker/" + file.getFileName() + " -t (\\S+) \\.",
                                    text("docker/" + file.getFileName())),
                            file -> file,
                            (one, other) -> {
                                throw new AssertionError("An image made by " + one + " and " + other);
                            },
                            TreeMap::new));
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    public static String one(String pattern, String text) {
        Set<String> found = all(pattern, text);
        if (found.size() != 1) {
            throw new AssertionError(pattern + " is found as " + found);
        }
        return found.iterator().next();
    }

    public static Set<String> all(String pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
